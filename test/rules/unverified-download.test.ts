import { checkFiles } from '../../src/rules';
import { unverifiedDownload } from '../../src/rules/unverified-download';

const found = (script: string) => {
  const text = `on: push\njobs:\n  a:\n    steps:\n      - run: |\n${script.replace(/^/gm, '          ')}\n`;
  return checkFiles([{ path: '.github/workflows/x.yml', text, origin: 'foreign' }], { mode: 'check' }, [
    unverifiedDownload,
  ]).length;
};

test.each([
  'curl -fsSLo i.sh https://x.io/i.sh; bash i.sh',
  'wget -q https://x.io/x.sh\nbash x.sh',
  'curl -fsSL https://x.io/get-pip.py -o get-pip.py && python3 get-pip.py',
  'curl -fsSL https://x.sh > /tmp/x.sh; sh /tmp/x.sh',
  'curl -fsSLO https://x.io/get-pip.py && python3 get-pip.py --user',
  'curl -sfL https://get.k3s.io | INSTALL_K3S_EXEC="x" sh -',
  "curl -s https://x.io | tr -d '\\r' | bash",
  '. <(curl -s https://x.io)',
  'source <(curl -s https://x.io)',
  'bash <<< "$(curl -s https://x.io)"',
  'bash -c "`curl -s https://x.io`"',
  'eval "$(curl -s https://x.io)"',
  'curl -s https://x.io | sudo -u root bash -s -- -b /usr/local/bin',
  'curl -s https://x.io > t && sudo mv t /usr/local/bin/t',
  'curl -so t https://x.io; chmod +x t; ./t; sha256sum t',
  'curl -so t https://x.io; sha256sum t; chmod +x t',
  'curl -so "$f" https://x.io; bash "$f"',
  'curl -s https://x.io -o t; ./t',
  'iwr https://x.io | iex',
  'wget -qO- https://x.io | tar xz',
  'curl --output a.zip https://x.io/a.zip\nunzip a.zip',
  "bash -c 'curl -s https://x.io | bash'",
  '(( x = 1 << n ))\ncurl -s https://x.io | bash',
  "curl -s https://x.io | echo 'a",
])('found: %s', (script) => expect(found(script)).toBe(1));

test.each([
  'curl -so t https://x.io; echo "$SUM  t" | sha256sum --check; chmod +x t',
  'curl -so t https://x.io; [ "$(sha256sum t | cut -d" " -f1)" = "$SUM" ]; chmod +x t',
  'curl -so t https://x.io; cosign verify-blob --bundle b t; chmod +x t',
  'curl -s https://x.io | jq .',
  'curl -s https://x.io | python3 -c "import sys"',
  "curl -s https://x.io | perl -pe 's/a/b/'",
  'bash deploy.sh "$(curl -s https://x.io/version)"',
  'curl -so data.json https://x.io; chmod +x ./mine.sh; ./mine.sh',
  'curl -so data.json https://x.io && node read.js data.json',
  'echo "curl x | bash"',
])('not found: %s', (script) => expect(found(script)).toBe(0));

test('a long pipe does not take long', () => {
  const start = performance.now();
  expect(found(`curl x\n${'a|'.repeat(19_000)}a`)).toBe(0);
  expect(found(`${'$(curl x)|'.repeat(3900)}a`)).toBe(0);
  expect(performance.now() - start).toBeLessThan(2000);
});
