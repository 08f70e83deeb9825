import { type Rule, subject } from '../rule.js';

const NO_MODULE = /No module named '([\w.]+)'/;

/** The code of a model imports a package that its environment lacks. */
export const missingPackage: Rule = (cell) => {
  const text = [cell.fault?.what, cell.fault?.why].join('\n');
  const [package_] = NO_MODULE.exec(text)?.[1]?.split('.') ?? [];
  if (package_ === undefined || !/ModuleNotFoundError/.test(text)) return undefined;
  return {
    id: 'missing-package',
    finding: `${subject(cell)} needs the Python package that has the module \`${package_}\`.`,
    evidence: `${cell.fault?.what ?? ''}.`,
    fix: `If it is a package, name it beside the code of the form, with its version: \`requirements: [${package_}==…]\`. If it is a file of the repository, commit it beside the code or at the root.`,
  };
};
