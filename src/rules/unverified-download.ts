import { defineRule, type Report } from './engine/rule';
import { commandsOf } from './engine/shell';

export const unverifiedDownload = defineRule({
  id: 'unverified-download',
  title: 'what is downloaded is run without a look at its bytes',
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
  ],
  valid: [
    {
      name: 'a checksum first',
      yaml: '- run: |\n    curl -sSLo tool https://example.com/tool\n    echo "$SHA256  tool" | sha256sum --check\n    chmod +x tool',
    },
    { name: 'a question', yaml: '- run: curl -sS https://example.com/health' },
  ],
  check(file) {
    return file.steps.flatMap(({ run }): Report[] => {
      if (!run) return [];
      const script = commandsOf(run.value);
      if (!/\b(?:curl|wget)\b/.test(script)) return [];
      if (intoInterpreter(script)) return [{ at: run, message: 'a download is run as it comes' }];
      if (verifies(script) || !uses(script)) return [];
      return [{ at: run, message: 'a download is used without a comparison of its checksum' }];
    });
  },
});

const DOWNLOAD = '\\b(?:curl|wget)\\b[^\\n|;&]{0,2000}';
const SHELLS =
  '(?:sudo\\s+(?:-\\S+\\s+)*)?(?:env\\s+)?(?:\\S{0,100}/)?(?:ba|z|da|k|a)?sh|python[0-9.]*|node|perl|ruby|pwsh';

function intoInterpreter(script: string): boolean {
  return [
    new RegExp(`${DOWNLOAD}\\|\\s*(?:${SHELLS})\\b`),
    new RegExp(`\\b(?:${SHELLS}|source|\\.)\\s+<\\(\\s*(?:curl|wget)\\b`),
    new RegExp(`\\b(?:eval|(?:${SHELLS})\\s+-c)\\s+["']?\\$\\(\\s*(?:curl|wget)\\b`),
  ].some((pattern) => pattern.test(script));
}

function verifies(script: string): boolean {
  return /\b(?:sha256sum|sha512sum|shasum|gpg\s+--verify|cosign\s+verify-blob|gh\s+attestation\s+verify|minisign\s+-V)\b/.test(
    script,
  );
}

function uses(script: string): boolean {
  return (
    new RegExp(`${DOWNLOAD}\\|\\s*(?:sudo\\s+)?(?:tar|gunzip|unzip|bsdtar|dpkg|tee)\\b`).test(script) ||
    /\bchmod\s+(?:-\S+\s+)*(?:[0-7]*[1357][0-7]*|[ugoa]*\+[rwst]*x)/.test(script) ||
    /(?:^|[\n;&|])\s*(?:sudo\s+)?(?:tar\s+-?\S*x|unzip|install\s|dpkg\s+-i|rpm\s+-i|apt(?:-get)?\s+install\s+\S*\.\/)/.test(
      script,
    )
  );
}
