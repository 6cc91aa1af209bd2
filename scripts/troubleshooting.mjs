// docs/troubleshooting.md: every fault that the code can name, with what to do about it. `node scripts/troubleshooting.mjs` writes it.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('..', import.meta.url));
const families = [
  'ConfigError',
  'HardwareFault',
  'ModelError',
  'StoreError',
  'UplinkError',
  'CommandRejected',
  'InvariantError',
];
const defect = 'This is a defect of Ostiary. Please report it with the log around it.';

/**
 * Every place that makes a fault: {code, family, message, remedy, place}. `code` is undefined where it is not written there: a fault
 * that is passed on from another process, or a helper that is called with the code.
 */
export function findFaults() {
  return readdirSync(join(root, 'src'), { recursive: true })
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .flatMap((name) => faultsIn(join(root, 'src', name)));
}

function faultsIn(file) {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const constants = constantsOf(source);
  const found = [];
  const visit = (node) => {
    if (ts.isNewExpression(node) && families.includes(node.expression.getText())) found.push(...faultsOf(node));
    // Kinds of a fault that are kept as data.
    if (
      ts.isObjectLiteralExpression(node) &&
      property(node, 'remedy') &&
      isCode(texts(property(node, 'code'), constants)[0])
    ) {
      const [code] = texts(property(node, 'code'), constants);
      const [remedy] = texts(property(node, 'remedy'), constants);
      const [message] = texts(property(node, 'what'), constants);
      found.push({ code, family: familyIn(source), place: relative(root, file), remedy, message });
    }
    ts.forEachChild(node, visit);
  };
  const faultsOf = (node) => {
    const [code, message, details] = node.arguments ?? [];
    const family = node.expression.getText();
    const place = relative(root, file);
    const remedies = family === 'InvariantError' ? [defect] : texts(property(details, 'remedy'), constants);
    const codes = [...texts(code, constants), ...passed(code, node, source, constants)].filter(isCode);
    const messages = texts(message, constants);
    if (codes.length === 0) return [{ code: undefined, family, place, remedy: remedies[0], message: messages[0] }];
    return codes.map((name, i) => ({
      code: name,
      family,
      place,
      // `a ? b : c` for code and remedy alike: the first goes with the first.
      remedy:
        remedies[codes.length === remedies.length ? i : 0] ??
        texts(entry(property(details, 'remedy'), name, constants), constants)[0],
      message: messages[codes.length === messages.length ? i : 0],
    }));
  };
  visit(source);
  return found;
}

/** The family that a file makes, for the kinds that it keeps as data. */
const familyIn = (source) => families.find((family) => source.text.includes(`new ${family}(`)) ?? 'StoreError';

const isCode = (text) => /^[a-z0-9]+\.[a-z0-9-]+$/.test(text ?? '');

/** What callers in the file pass for a code that is a parameter of the function around. */
function passed(code, node, source, constants) {
  if (code === undefined || !ts.isIdentifier(code)) return [];
  let around = node.parent;
  while (around && !ts.isFunctionDeclaration(around) && !ts.isMethodDeclaration(around)) around = around.parent;
  const index = around?.parameters.findIndex((p) => p.name.getText() === code.text) ?? -1;
  if (index < 0) return [];
  const found = [];
  const visit = (call) => {
    if (ts.isCallExpression(call) && call.expression.getText().replace(/^this\./, '') === around.name.text) {
      found.push(...texts(call.arguments[index], constants));
    }
    ts.forEachChild(call, visit);
  };
  visit(source);
  return [...new Set(found)];
}

/** `remedies[code]` */
function entry(node, code, constants) {
  if (node === undefined || !ts.isElementAccessExpression(node)) return undefined;
  let table = constants.get(node.expression.getText());
  if (table && ts.isAsExpression(table)) table = table.expression;
  const found = table?.properties?.find((p) => p.name && 'text' in p.name && p.name.text === code);
  return found?.initializer;
}

/** Strings that the file names, to look them up. */
function constantsOf(source) {
  const constants = new Map();
  const visit = (node) => {
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.initializer)
      constants.set(node.name.text, node.initializer);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return constants;
}

function property(details, name) {
  if (details === undefined || !ts.isObjectLiteralExpression(details)) return undefined;
  const found = details.properties.find((p) => p.name?.getText() === name);
  if (found === undefined) return undefined;
  return ts.isShorthandPropertyAssignment(found) ? found.name : found.initializer;
}

/** The texts that an expression can have, with … for what is only known when it happens. */
function texts(node, constants, depth = 0) {
  if (node === undefined || depth > 4) return [];
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isTemplateExpression(node))
    return [[node.head.text, ...node.templateSpans.map((span) => span.literal.text)].join('…')];
  if (ts.isConditionalExpression(node))
    return [...texts(node.whenTrue, constants, depth + 1), ...texts(node.whenFalse, constants, depth + 1)];
  if (ts.isParenthesizedExpression(node)) return texts(node.expression, constants, depth + 1);
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    const [left, right] = [texts(node.left, constants, depth + 1)[0], texts(node.right, constants, depth + 1)[0]];
    return [`${left ?? '…'}${right ?? '…'}`];
  }
  if (ts.isIdentifier(node)) return texts(constants.get(node.text), constants, depth + 1);
  return [];
}

const exits = {
  ConfigError: 78,
  HardwareFault: 69,
  ModelError: 65,
  StoreError: 74,
  UplinkError: 75,
  CommandRejected: 65,
  InvariantError: 70,
};

/** The page, as docs/troubleshooting.md holds it. */
export function troubleshootingText() {
  const byCode = new Map();
  for (const fault of findFaults())
    if (fault.code !== undefined && !byCode.has(fault.code)) byCode.set(fault.code, fault);
  const areas = grouped([...byCode.values()].sort((a, b) => (a.code < b.code ? -1 : 1)));
  const cell = (text) => (text ?? '…').replaceAll('|', '\\|').replaceAll('\n', ' ');
  const pages = [...areas].map(([area, faults]) => {
    const rows = faults.map(
      ({ code, message, remedy, family }) => `| \`${code}\` | ${cell(message)} | ${cell(remedy)} | ${exits[family]} |`,
    );
    return [`## ${area}`, '', '| code | what is said | what to do | exit |', '|---|---|---|---|', ...rows].join('\n');
  });
  return `${[introduction, ...pages].join('\n\n')}\n`;
}

function grouped(faults) {
  const areas = new Map();
  for (const fault of faults) {
    const area = fault.code.split('.')[0];
    areas.set(area, [...(areas.get(area) ?? []), fault]);
  }
  return areas;
}

const introduction = `# Troubleshooting, by error code

Written from the code by \`node scripts/troubleshooting.mjs\`; do not edit. The same code stands in the log, on the command line, and in
\`ostiary status\`; … is filled in when it happens. Begin with \`ostiary doctor\`, which looks at everything and says what to do.`;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(join(root, 'docs/troubleshooting.md'), troubleshootingText());
}
