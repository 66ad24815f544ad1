import { defineRule, type Report } from './engine/rule';
import { type Command, plainWords, readScript, UNREAD } from './engine/shell';

export const unverifiedDownload = defineRule({
  id: 'unverified-download',
  title: 'a download is run without checking its checksum',
  why: 'A server or a release asset can change after review; whoever changes it runs code in this job.',
  fix: 'download to a file, compare its SHA-256 with one in the repository (`sha256sum --check`), and only then use it',
  group: 'hygiene',
  aliases: { poutine: 'unverified_script_exec', scorecard: 'Pinned-Dependencies' },
  invalid: [
    {
      name: 'a pipe into a shell',
      yaml: '- run: curl -sSL https://example.com/i.sh | bash',
      finds: 'curl -sSL https://example.com/i.sh | bash',
    },
    {
      name: 'a shell that reads a download',
      yaml: '- run: bash <(curl -s https://example.com/i.sh)',
      finds: 'bash <(curl -s https://example.com/i.sh)',
    },
    {
      name: 'a substitution',
      yaml: '- run: sh -c "$(wget -qO- https://example.com/i.sh)"',
      finds: 'sh -c "$(wget -qO- https://example.com/i.sh)"',
    },
    {
      name: 'a program that is made executable',
      yaml: '- run: |\n    curl -sSLo tool https://example.com/tool\n    chmod +x tool',
      finds: 'curl -sSLo tool https://example.com/tool\n          chmod +x tool',
    },
    {
      name: 'an archive',
      yaml: '- run: curl -sSL https://example.com/t.tgz | tar -xz',
      finds: 'curl -sSL https://example.com/t.tgz | tar -xz',
    },
    {
      name: 'a file that its interpreter runs',
      yaml: '- run: |\n    curl -fsSL https://example.com/i.sh -o i.sh\n    bash i.sh',
      finds: 'curl -fsSL https://example.com/i.sh -o i.sh\n          bash i.sh',
    },
  ],
  valid: [
    {
      name: 'a checksum first',
      yaml: '- run: |\n    curl -sSLo tool https://example.com/tool\n    echo "$SHA256  tool" | sha256sum --check\n    chmod +x tool',
    },
    { name: 'data for a program', yaml: '- run: curl -sS https://example.com/x.json | python3 -m json.tool' },
    { name: 'a question', yaml: '- run: curl -sS https://example.com/health' },
  ],
  check(file) {
    // A script that several steps share by an alias is one.
    const scripts = new Set(file.steps.flatMap(({ run }) => run ?? []));
    return [...scripts].flatMap((run): Report[] => {
      if (!FETCH.test(run.value)) return [];
      const { commands, isUnread } = readScript(run.value);
      const fed = fedBy(commands);
      if (commands.some((command) => runsDownload(command, fed)))
        return [{ at: run, message: 'a download is run as it comes' }];
      if (usesUnverified(commands, fed))
        return [{ at: run, message: 'a download is used without a comparison of its checksum' }];
      return isUnread ? [{ at: run, message: `the script with a download ${UNREAD}` }] : [];
    });
  },
});

const FETCH = /\b(?:curl|wget|iwr|irm|Invoke-WebRequest|Invoke-RestMethod)\b/i;
const IS_FETCH = new RegExp(`^${FETCH.source}$`, 'i');
const INTERPRETER = /^(?:(?:ba|z|da|k|a)?sh|python[0-9.]*|node|perl|ruby|pwsh|iex|Invoke-Expression)$/i;
const UNPACK = /^(?:tar|bsdtar|gunzip|unzip|dpkg|rpm|install|tee)$/;

/** The name of a command without its path, and its arguments. */
function nameAndArgs(command: Command): readonly [string, readonly string[]] {
  const [name = '', ...args] = plainWords(command.words);
  return [name.slice(name.lastIndexOf('/') + 1), args];
}

function isDownload(command: Command): boolean {
  return IS_FETCH.test(nameAndArgs(command)[0]);
}

/** The commands that read a download, through whatever filters. */
function fedBy(commands: readonly Command[]): ReadonlySet<Command> {
  const fed = new Set<Command>();
  const downloads = new Set(commands.filter(isDownload));
  // What a command reads from comes before it.
  for (const command of commands)
    if (command.input.some((from) => downloads.has(from) || fed.has(from))) fed.add(command);
  return fed;
}

/** True where a download is the code of an interpreter. */
function runsDownload(command: Command, fed: ReadonlySet<Command>): boolean {
  const [name, args] = nameAndArgs(command);
  const isSource = name === 'source' || name === '.' || name === 'eval';
  if (!isSource && !INTERPRETER.test(name)) return false;
  const code = name === 'eval' ? args[0] : codeOf(name, args);
  if (code !== undefined)
    return code.includes('$()') && command.substituted.some((one) => isDownload(one) || fed.has(one));
  const script = scriptOf(args);
  return (
    fed.has(command) && (script === undefined || args.includes('-s') || ['-', '<()', '/dev/stdin'].includes(script))
  );
}

/** The code that is given to an interpreter in an argument; standard input is data then. */
function codeOf(name: string, args: readonly string[]): string | undefined {
  const option = /^(?:perl|ruby|node)$/.test(name) ? /^-(?=\w*$)\w*[ep]/ : /^python/.test(name) ? /^-[cm]$/ : /^-\w*c$/;
  const at = args.findIndex((arg) => option.test(arg));
  return at < 0 ? undefined : (args[at + 1] ?? '');
}

function scriptOf(args: readonly string[]): string | undefined {
  return args.find((arg) => arg === '-' || !arg.startsWith('-'));
}

/** True where a downloaded file is run, unpacked or made executable before its bytes have been compared. */
function usesUnverified(commands: readonly Command[], fed: ReadonlySet<Command>): boolean {
  const files = new Set<string>();
  const inSubstitution = new Set(commands.flatMap(({ substituted }) => substituted));
  for (const command of commands) {
    const [name, args] = nameAndArgs(command);
    if (verifies(name, args, inSubstitution.has(command))) return false;
    if (UNPACK.test(name) && fed.has(command)) return true;
    const given = INTERPRETER.test(name) ? [scriptOf(args) ?? ''] : args;
    const mine = given.some((arg) => files.has(fileName(arg)) || (files.size > 0 && /[$*]/.test(arg)));
    const first = plainWords(command.words)[0] ?? '';
    if (first.includes('/') && files.has(fileName(first))) return true;
    if (mine && isUse(name, args)) return true;
    for (const file of filesOf(command, name, args, fed.has(command))) files.add(fileName(file));
  }
  return false;
}

function isUse(name: string, args: readonly string[]): boolean {
  if (INTERPRETER.test(name)) return codeOf(name, args) === undefined;
  if (name === 'source' || name === '.') return true;
  if (name === 'chmod') return args.some((arg) => /^(?:[0-7]*[1357][0-7]*|[ugoa]*\+[rwst]*x)/.test(arg));
  if (name === 'tar' || name === 'bsdtar') return args.some((arg) => /^-?[a-zA-Z]*x|^--(?:extract|get)$/.test(arg));
  if (name === 'mv' || name === 'cp') return args.some((arg) => /(?:^|\/)s?bin(?:\/|$)/.test(arg));
  return UNPACK.test(name) || /^apt(?:-get)?$/.test(name);
}

/** The files that a command downloads. */
function filesOf(command: Command, name: string, args: readonly string[], isFed: boolean): readonly string[] {
  if (!isDownload(command)) return isFed ? [...command.writesTo, ...(name === 'tee' ? args : [])] : [];
  const named = args.flatMap((arg, at) => {
    const output = /^--output(?:-document)?=(.*)$/.exec(arg)?.[1];
    if (output !== undefined) return [output];
    const takesNext = name === 'wget' ? /^(?:-\w*O|--output-document)$/ : /^(?:-\w*o|--output|-OutFile)$/i;
    return takesNext.test(arg) && !/^-\w*O$/.test(name === 'wget' ? '' : arg) ? [args[at + 1] ?? ''] : [];
  });
  if (name === 'wget' && args.some((arg) => /^-\w*O-$/.test(arg))) return command.writesTo;
  const byUrl = name === 'wget' ? named.length === 0 : args.some((arg) => /^-(?=\w*$)\w*O|^--remote-name$/.test(arg));
  const urls = byUrl ? args.filter((arg) => arg.includes('/') && !arg.startsWith('-')) : [];
  return [...command.writesTo, ...named, ...urls].filter((file) => file !== '' && file !== '-' && file !== '/dev/null');
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** True for a comparison; a sum that is only printed is none, one that is put into a test or a variable may be. */
function verifies(name: string, args: readonly string[], isSubstituted: boolean): boolean {
  if (/^(?:sha(?:256|384|512)sum|shasum|b2sum)$/.test(name))
    return isSubstituted || args.some((arg) => /^(?:-\w*c|--check)$/.test(arg));
  const [first = '', second = ''] = args;
  return (
    (name === 'gpg' && args.includes('--verify')) ||
    (name === 'cosign' && first.startsWith('verify')) ||
    (name === 'gh' && first === 'attestation' && second === 'verify') ||
    (name === 'minisign' && args.some((arg) => arg.startsWith('-V'))) ||
    (name === 'openssl' && args.includes('-verify'))
  );
}
