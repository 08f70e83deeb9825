import type { Section } from './section.js';
import { commandsSection } from './sections/commands.js';
import { errorsSection } from './sections/errors.js';
import { findingsSection } from './sections/findings.js';
import { matrixSection } from './sections/matrix.js';
import { modelsSection } from './sections/models.js';
import { outputsSection } from './sections/outputs.js';
import { routesSection } from './sections/routes.js';
import { runtimesSection } from './sections/runtimes.js';
import { truthSection } from './sections/truth.js';
import { unjudgedSection } from './sections/unjudged.js';
import { warningsSection } from './sections/warnings.js';

/** Every section of every report, in order; earlier ones get their share of a limited size first. */
export const SECTIONS: readonly Section[] = [
  matrixSection,
  findingsSection,
  warningsSection,
  commandsSection,
  unjudgedSection,
  errorsSection,
  outputsSection,
  truthSection,
  routesSection,
  modelsSection,
  runtimesSection,
];
