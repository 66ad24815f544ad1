import { Document } from 'yaml';
import type { Data } from './workflow-data';

/** Plain data as YAML under a header. */
export function yamlText(data: Data, header: readonly string[]): string {
  const document = new Document(data, { aliasDuplicateObjects: false });
  document.commentBefore = header.map((line) => ` ${line}`).join('\n');
  return document.toString({ lineWidth: 0 });
}
