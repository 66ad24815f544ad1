import { type FileBase, type IResolver, type Project, YamlFile } from 'projen';
import { Document, isMap, isScalar, parseDocument, visit } from 'yaml';
import type { Ledger } from '../pins/ledger';
import { GeneratedYaml } from './generated-yaml';
import { contentOf } from './render';

const WORKFLOW = /^\.github\/workflows\/[^/]+\.ya?ml$/;

/** The workflows that projen itself writes in the same project: they get our pins and version comments. */
export class ProjenWorkflows {
  private readonly commented = new WeakSet<FileBase>();

  constructor(private readonly root: Project) {}

  /** The actions that they run, as projen would write them now. */
  public actions(): readonly string[] {
    const actions = this.files().flatMap((file) => usesOf(contentOf(file) ?? ''));
    return [...new Set(actions.map((uses) => uses.slice(0, uses.lastIndexOf('@'))))].sort();
  }

  /** Gives projen's own provider every pin of the ledger, and each `uses` its version comment. */
  public pin(ledger: Ledger): void {
    const files = this.files();
    if (files.length === 0) return;
    // Loaded only where it is in use: it is a large part of projen.
    const { GitHub } = require('projen/lib/github') as typeof import('projen/lib/github');
    const github = GitHub.of(this.root);
    for (const pin of ledger.pins) github?.actions.set(pin.action, `${pin.action}@${pin.sha}`);
    for (const file of files) this.comment(file, ledger);
  }

  private files(): readonly YamlFile[] {
    return this.root.node
      .findAll()
      .filter(
        (node): node is YamlFile =>
          node instanceof YamlFile && !(node instanceof GeneratedYaml) && WORKFLOW.test(node.path),
      );
  }

  private comment(file: YamlFile, ledger: Ledger): void {
    if (this.commented.has(file)) return;
    this.commented.add(file);
    const writable = file as unknown as { synthesizeContent(resolver: IResolver): string | undefined };
    const plain = writable.synthesizeContent.bind(file);
    writable.synthesizeContent = (resolver) => {
      const text = plain(resolver);
      return text === undefined ? undefined : withVersions(text, ledger);
    };
  }
}

function withVersions(text: string, ledger: Ledger): string {
  const document = parseDocument(text);
  if (document.errors.length > 0) return text;
  visit(document, {
    Pair(_, pair) {
      if (!isScalar(pair.key) || pair.key.value !== 'uses' || !isScalar(pair.value)) return;
      const uses = String(pair.value.value);
      const pin = ledger.get(uses.slice(0, uses.lastIndexOf('@')));
      if (pin && uses.endsWith(`@${pin.sha}`)) pair.value.comment = ` ${pin.tag}`;
    },
  });
  return document.toString({ lineWidth: 0 });
}

function usesOf(text: string): readonly string[] {
  const found: string[] = [];
  const document = parseDocument(text);
  if (!(document instanceof Document) || !isMap(document.contents)) return found;
  visit(document, {
    Pair(_, pair) {
      if (isScalar(pair.key) && pair.key.value === 'uses' && isScalar(pair.value)) found.push(String(pair.value.value));
    },
  });
  return found.filter((uses) => uses.includes('@') && !uses.startsWith('docker://'));
}
