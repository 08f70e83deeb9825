export const id = 752;
export const ids = [752];
export const modules = {

/***/ 92752:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   A: () => (__WEBPACK_DEFAULT_EXPORT__)
/* harmony export */ });
/** Never called: the gate uploads artifacts and downloads none. */
/* harmony default export */ const __WEBPACK_DEFAULT_EXPORT__ = ({});


/***/ })

};
