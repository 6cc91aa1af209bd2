import type { Identity } from '../../protocol/domain/address.js';
import type { Outgoing } from '../../protocol/mqtt/message.js';
import { topics } from '../../protocol/wire/topics.js';

interface About {
  readonly identity: Identity;
  /** Id of the door. */
  readonly door: string;
  readonly version: string;
  /** Home Assistant's discovery prefix; usually `homeassistant`. */
  readonly prefix: string;
}

const online = "{{ 'online' if value_json.online else 'offline' }}";

const paused = "value_json.parts | selectattr('part', 'eq', 'recognition') | list";

/** The topic where Home Assistant publishes `online` after starting. */
export const birthTopic = (prefix: string): string => `${prefix}/status`;

/**
 * Home Assistant discovery: https://www.home-assistant.io/integrations/mqtt/#device-discovery-payload. It offers no commands: Home
 * Assistant's lock entity sends unsigned messages, which must never unlock a door.
 */
export function discovery({ identity: { site, terminal }, door, version, prefix }: About): Outgoing {
  const id = `ostiary_${site}_${terminal}`;
  const named = (name: string, of: object) => ({
    name,
    unique_id: `${id}_${name.toLowerCase().replaceAll(' ', '_')}`,
    ...of,
  });
  const binary = (name: string, topic: string, condition: string, of: object) =>
    named(name, {
      p: 'binary_sensor',
      state_topic: topic,
      value_template: `{{ 'ON' if ${condition} else 'OFF' }}`,
      ...of,
    });
  const sensor = (name: string, topic: string, value: string, of: object = {}) =>
    named(name, { p: 'sensor', state_topic: topic, value_template: `{{ value_json.${value} }}`, ...of });
  const diagnostic = { entity_category: 'diagnostic' };
  const [doorTopic, healthTopic, infoTopic, visitorTopic] = (['door', 'health', 'info', 'visitor'] as const).map(
    (topic) => topics[topic](site, terminal),
  ) as [string, string, string, string];
  const cmps = {
    // Device class lock: on means unlocked.
    lock: binary('Lock', doorTopic, 'value_json.released', { device_class: 'lock' }),
    contact: binary('Door', doorTopic, "value_json.contact == 'open'", {
      device_class: 'door',
      availability: [
        { topic: topics.state(site, terminal), value_template: online },
        { topic: doorTopic, value_template: "{{ 'offline' if value_json.contact == 'unknown' else 'online' }}" },
      ],
      availability_mode: 'all',
    }),
    forced: binary('Forced open', doorTopic, "value_json.alarm == 'forcedOpen'", { device_class: 'safety' }),
    held: binary('Held open', doorTopic, "value_json.alarm == 'heldOpen'", { device_class: 'problem' }),
    // The part is there only while recognition is paused.
    attack: binary('Attack alarm', healthTopic, paused, { device_class: 'safety' }),
    mode: sensor('Mode', doorTopic, 'mode', { device_class: 'enum', options: ['normal', 'lockdown', 'unlocked'] }),
    visitor: sensor('Last visitor', visitorTopic, 'visitor', { json_attributes_topic: visitorTopic }),
    health: sensor('Health', healthTopic, 'level', { ...diagnostic, json_attributes_topic: healthTopic }),
    version: sensor('Version', infoTopic, 'version', diagnostic),
  };
  const payload = {
    dev: { ids: id, name: `Door ${door}`, mf: 'Ostiary', mdl: 'Door terminal', sw: version },
    o: { name: 'ostiary', sw: version },
    availability: [{ topic: topics.state(site, terminal), value_template: online }],
    cmps,
    qos: 1,
  };
  return { topic: `${prefix}/device/${id}/config`, payload: JSON.stringify(payload), retain: true };
}
