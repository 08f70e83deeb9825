import type { Section } from './section.js';
import { commandsSection } from './sections/commands.js';
import { compactMatrixSection } from './sections/compact-matrix.js';
import { distributionsSection } from './sections/distributions.js';
import { errorsSection } from './sections/errors.js';
import { failuresSection } from './sections/failures.js';
import { findingsSection } from './sections/findings.js';
import { locatedSection } from './sections/located.js';
import { matrixSection } from './sections/matrix.js';
import { modelsSection } from './sections/models.js';
import { noiseRatiosSection } from './sections/noise-ratios.js';
import { outputsSection } from './sections/outputs.js';
import { routesSection } from './sections/routes.js';
import { runtimesSection } from './sections/runtimes.js';
import { truthSection } from './sections/truth.js';
import { unjudgedSection } from './sections/unjudged.js';
import { warningsSection } from './sections/warnings.js';

/** Every section of every report, in order; earlier ones get their share of a limited size first. */
export const SECTIONS: readonly Section[] = [
  failuresSection,
  findingsSection,
  compactMatrixSection,
  warningsSection,
  matrixSection,
  commandsSection,
  unjudgedSection,
  errorsSection,
  locatedSection,
  distributionsSection,
  noiseRatiosSection,
  outputsSection,
  truthSection,
  routesSection,
  modelsSection,
  runtimesSection,
];
