/** Never called: the gate uploads artifacts and downloads none. */
export default {};
