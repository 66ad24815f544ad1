import type { Example, Rule } from './rule';

/** The page of a rule, in Markdown, from the rule's own data. */
export function rulePage(rule: Rule): string {
  const aliases = Object.entries(rule.aliases ?? {});
  return `# ${rule.id}

${capital(rule.title)}.

**Why.** ${rule.why}

**What to do.** ${capital(rule.fix)}.

${aliases.length === 0 ? '' : `Elsewhere: ${aliases.map(([tool, name]) => `${tool} \`${name}\``).join(', ')}.\n\n`}## Found

${rule.invalid.map(block).join('\n')}
## Not found

${rule.valid.map(block).join('\n')}`;
}

/** The list of all rules, in Markdown. */
export function ruleIndex(rules: readonly Rule[], folder: string): string {
  const rows = rules.map((rule) => `| [${rule.id}](${folder}${rule.id}.md) | ${rule.title} |`);
  return `| rule | what it finds |\n| --- | --- |\n${rows.join('\n')}\n`;
}

function block(example: Example): string {
  const file = example.file === undefined ? '' : ` (\`${example.file}\`)`;
  return `${capital(example.name)}${file}:\n\n\`\`\`yaml\n${example.yaml.replace(/\n$/, '')}\n\`\`\`\n`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
