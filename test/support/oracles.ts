import { ACTION_METADATA } from '../../src/actions/metadata.generated';

/** What GitHub's own parser or language service says of a workflow. */
export interface Diagnostic {
  readonly line: number;
  readonly message: string;
}

let documents = 0;

/** Runs GitHub's workflow parser and language service over a text, with the metadata of our actions. */
export async function githubDiagnostics(file: string, text: string): Promise<readonly Diagnostic[]> {
  const { NoOperationTraceWriter, parseWorkflow, convertWorkflowTemplate } = await import('@actions/workflow-parser');
  const { validate } = await import('@actions/languageservice');
  const { TextDocument } = await import('vscode-languageserver-textdocument');
  const parsed = parseWorkflow({ name: file, content: text }, new NoOperationTraceWriter());
  const errors = parsed.context.errors
    .getErrors()
    .map((error) => ({ line: error.range?.start.line ?? 0, message: error.message }));
  if (parsed.value)
    await convertWorkflowTemplate(parsed.context, parsed.value, undefined, { fetchReusableWorkflowDepth: 0 } as never);
  // The service remembers documents by their address.
  const document = TextDocument.create(`file:///${documents++}/${file}`, 'yaml', 1, text);
  const diagnostics = await validate(document, { actionsMetadataProvider: { fetchActionMetadata: metadata } as never });
  return [
    ...errors,
    ...diagnostics.map((one) => ({
      line: one.range.start.line + 1,
      message: typeof one.message === 'string' ? one.message : one.message.value,
    })),
  ];
}

async function metadata(action: { owner: string; name: string; path?: string; ref: string }) {
  const name = [action.owner, action.name, ...(action.path ? [action.path] : [])].join('/');
  const known = ACTION_METADATA.find((one) => one.action === name && one.sha === action.ref);
  if (!known) return undefined;
  const inputs = Object.fromEntries(
    known.inputs.map((input) => [input, { description: '', required: known.required.includes(input) }]),
  );
  const outputs = Object.fromEntries(known.outputs.map((output) => [output, { description: '' }]));
  return { name, description: '', inputs, outputs };
}

/** Syntax errors of a shell script, as mvdan's parser sees them. */
export async function shellSyntaxErrors(script: string): Promise<readonly string[]> {
  const { parse } = await import('sh-syntax');
  try {
    await parse(script);
    return [];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}
