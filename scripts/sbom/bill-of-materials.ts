import * as CDX from '@cyclonedx/cyclonedx-library';
import { REPOSITORY } from '../../src/published.js';
import { VERSION } from '../../src/version.js';

/** A package that is shipped or installed. */
export interface Part {
  readonly registry: 'npm' | 'pypi';
  readonly name: string;
  readonly version: string;
  /** As its manifest has it: an SPDX id or expression. */
  readonly license?: string | undefined;
  /** SHA-512 of its file in hexadecimal; not for releases with a file for each platform. */
  readonly sha512?: string | undefined;
}

/**
 * A CycloneDX document, the same for the same parts: it has no serial number and no date.
 * @param subject what the parts make up, such as the action or an adapter
 */
export function billOfMaterials(subject: string, parts: readonly Part[]): string {
  const bom = new CDX.Models.Bom();
  bom.metadata.component = new CDX.Models.Component(CDX.Enums.ComponentType.Application, subject, {
    group: REPOSITORY.split('/')[0],
    version: VERSION,
    bomRef: subject,
    licenses: licences('Apache-2.0'),
  });
  for (const part of parts) bom.components.add(component(part));
  const normalizers = new CDX.Serialize.JSON.Normalize.Factory(CDX.Spec.Spec1dot6);
  const text = new CDX.Serialize.JsonSerializer(normalizers).serialize(bom, { sortLists: true, space: 2 });
  return `${text}\n`;
}

function component({ registry, name, version, license, sha512 }: Part): CDX.Models.Component {
  const slash = name.lastIndexOf('/');
  const purl = packageUrl(registry, name, version);
  return new CDX.Models.Component(CDX.Enums.ComponentType.Library, name.slice(slash + 1), {
    ...(slash > 0 ? { group: name.slice(0, slash) } : {}),
    version,
    purl,
    bomRef: purl,
    licenses: licences(license),
    hashes: new CDX.Models.HashDictionary(sha512 === undefined ? [] : [[CDX.Enums.HashAlgorithm['SHA-512'], sha512]]),
  });
}

/** https://github.com/package-url/purl-spec; names come in their registry's spelling, which is the canonical one. */
function packageUrl(registry: Part['registry'], name: string, version: string): string {
  return `pkg:${registry}/${name.replace(/^@/, '%40')}@${version.replaceAll('+', '%2B')}`;
}

function licences(license: string | undefined): CDX.Models.LicenseRepository {
  if (license === undefined) return new CDX.Models.LicenseRepository();
  const found = CDX.SPDX.isSupportedSpdxId(license)
    ? new CDX.Models.SpdxLicense(license)
    : / (?:AND|OR|WITH) /.test(license)
      ? new CDX.Models.LicenseExpression(license)
      : new CDX.Models.NamedLicense(license);
  return new CDX.Models.LicenseRepository([found]);
}
