import { z } from 'zod';
import { applies, choice, duration, flag, remote, section, text, wrong } from '../fields.js';
import { evenWithFaults, ordered, type Rule } from '../rules.js';

const isLine = wrong('is not a line: use an offset 0..1023 or a name');
const line = z
  .union([z.int(isLine).min(0, isLine).max(1023, isLine), z.string(isLine).min(1, isLine).max(32, isLine)], isLine)
  .describe('GPIO line: its offset on the chip, or its name (see gpioinfo)');
const chip = text('Label of the GPIO chip, such as pinctrl-bcm2711 (see gpiodetect)').exactOptional();

const relay = section({
  chip,
  line,
  activeLow: flag('The relay is energised when the line is low').default(false),
}).describe('Output that releases the strike');

const input = (activeLow: boolean) =>
  section({
    chip,
    line,
    activeLow: flag('The input is active when the line is low').default(activeLow),
    bias: choice('Internal pull resistor of the processor', ['pullUp', 'pullDown', 'disabled']).default('pullUp'),
    debounce: duration('Changes shorter than this are ignored', '0ms', '1s').prefault('20ms'),
  });
// Both switches connect to ground. A button pulls the line low when pressed; a contact lets it go high when the door opens, and so does a
// cut wire.
const rex = input(true);
const contact = input(false);
const rexHelp = 'Request-to-exit button';
const contactHelp = 'Door contact; active means that the door is open';

const momentary = <Schema extends z.ZodType>(schema: Schema) => remote('config-set', applies('live', schema));

const common = {
  release: momentary(duration('Time the strike stays released', '1s', '30s')).prefault('5s'),
  heldOpenAfter: momentary(duration('An open door raises the held-open alarm after this time', '5s', '10m')).prefault(
    '30s',
  ),
  maxPulse: duration('The relay is switched off after this time in any case; must exceed release', '2s', '2m').prefault(
    '35s',
  ),
  lock: choice('State of the strike without power: failSecure locks, failSafe unlocks', [
    'failSecure',
    'failSafe',
  ]).default('failSecure'),
  onPersistedOutputs: choice(
    'What to do if the kernel keeps lines driven after the daemon dies: warn, or refuse to start',
    ['warn', 'refuse'],
  ).default('warn'),
};

// A simulated door accepts all settings of a real one, so that OSTIARY_DOOR__HARDWARE=simulated works with a real file.
const simulated = section({
  hardware: z
    .literal('simulated')
    .optional()
    .transform(() => 'simulated' as const)
    .describe('No hardware: a simulated door (default)'),
  ...common,
  relay: relay.exactOptional(),
  rex: rex.partial({ line: true }).exactOptional().describe(`${rexHelp}; \`{}\` simulates one`),
  contact: contact.partial({ line: true }).exactOptional().describe(`${contactHelp}; \`{}\` simulates one`),
});

const real = <const Hardware extends string>(hardware: Hardware, help: string) =>
  section({
    hardware: z.literal(hardware).describe(help),
    ...common,
    relay,
    rex: rex.exactOptional().describe(rexHelp),
    contact: contact.exactOptional().describe(contactHelp),
  });

const longerPulse = ordered({ low: 'release', high: 'maxPulse', at: 'maxPulse', equal: 'refused', unit: 'duration' });

const lineNames = ['relay', 'rex', 'contact'] as const;
type LineName = (typeof lineNames)[number];

/** Refuses a line that is used twice. */
function ownLine(name: LineName): Rule {
  const identity = (settings: unknown, of: LineName): string | undefined => {
    const wire = (settings as Readonly<Record<string, unknown>>)[of] as { chip?: unknown; line?: unknown } | undefined;
    return wire?.line === undefined ? undefined : JSON.stringify([wire.chip, wire.line]);
  };
  const clash = (settings: unknown): LineName | undefined => {
    const own = identity(settings, name);
    return lineNames.slice(0, lineNames.indexOf(name)).find((other) => own && identity(settings, other) === own);
  };
  const error = ({ input: settings }: { readonly input?: unknown }) => `is already used by ${clash(settings)}`;
  return [(settings) => clash(settings) === undefined, { path: [name, 'line'], error, ...evenWithFaults }];
}

const wired = <const Hardware extends string>(hardware: Hardware, help: string) =>
  real(hardware, help)
    .refine(...longerPulse)
    .refine(...ownLine('rex'))
    .refine(...ownLine('contact'));

export const door = z
  .discriminatedUnion(
    'hardware',
    [
      simulated.refine(...longerPulse),
      wired('gpio', 'GPIO character device'),
      wired('onoff', 'GPIO through sysfs, for old systems'),
    ],
    {
      error: ({ code, input: settings }) =>
        code === 'invalid_union'
          ? wrong('is not one of simulated, gpio, onoff (default simulated)').error({
              input: (settings as { hardware?: unknown }).hardware,
            })
          : wrong('is not a map of settings').error({ input: settings }),
    },
  )
  .prefault({})
  .describe('The door: strike, request to exit, contact');
