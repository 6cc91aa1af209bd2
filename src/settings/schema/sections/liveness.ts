import { livenessLevels } from '../../../access/domain/liveness-level.js';
import { applies, choice, duration, integer, remote, section } from '../fields.js';
import { filePath } from '../path-fields.js';

export const liveness = section({
  level: remote(
    'policy',
    // The vision process loads the passive model or not.
    applies(
      'vision',
      choice(
        'unchecked: a photograph may open the door; standard: a face must look alive, and is asked to move where that is not certain; strict: a face must look alive and move as asked',
        livenessLevels,
      ),
    ),
  ).default('standard'),
  answerWithin: remote('config-set', duration('Time to answer each request to move', '2s', '20s')).prefault('6s'),
  attempts: integer(
    'Number of visits within ten minutes with an attack or a wrong movement that raise the alarm and pause recognition',
    1,
    20,
  ).default(3),
  pause: duration('Pause of recognition after that; REX and remote release go on', '0s', '1h').prefault('1m'),
  drillWithin: applies(
    'live',
    duration(
      'With level strict, nobody is let in unless this door passed a drill (ostiary liveness drill) with the same passive model within this time; not set: no drill is demanded',
      '1d',
      '365d',
    ),
  ).exactOptional(),
  snapshots: section({
    keyFile: filePath(
      'Public key of the site that encrypts them: snapshots.pub, from ostiary fleet snapshots create-key',
    ),
    days: integer('Days after which they are deleted', 1, 90).default(30),
  })
    .exactOptional()
    .describe('A small, encrypted picture of each attack, which only the site can open; off unless set'),
}).describe('Protection against photographs and screens');
