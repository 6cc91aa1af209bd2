import { goodLook, isShort, type JudgedPresentation, judgePresentation } from '../access/domain/judge-presentation.js';
import type { LiveLook } from '../access/domain/live-evidence.js';
import { CommandRejected } from '../base/errors.js';
import { readPicture } from '../pictures/picture-file.js';
import type { PresentationPictures } from '../pictures/presentation-folder.js';
import type { PadThresholds } from '../vision/domain/liveness.js';
import { decodePhoto } from '../vision/imaging/decode-photo.js';
import type { Pipeline } from '../vision/open-pipeline.js';
import { type AttackRates, attackRates } from './domain/attack-rates.js';

export interface MeasuredPresentation extends JudgedPresentation {
  /** `live`, or the species of attack. */
  readonly kind: string;
  readonly name: string;
  /** Judged on fewer looks than the door waits for. */
  readonly short: boolean;
  /** Passive scores of the good frames, at most as many as the bundle joins. */
  readonly scores: readonly number[];
  /** Pictures that cannot be read. */
  readonly unreadable: readonly string[];
}

/** All measurements of a passive liveness model on a set of presentations. */
export interface AttackMeasures {
  /** Of the detector and the passive model. */
  readonly name: string;
  readonly pad: PadThresholds;
  readonly presentations: readonly MeasuredPresentation[];
  readonly species: readonly string[];
  readonly rates: AttackRates;
}

export function attackMeasures(
  name: string,
  pad: PadThresholds,
  presentations: readonly MeasuredPresentation[],
): AttackMeasures {
  const rates = attackRates(presentations);
  return { name, pad, presentations, species: rates.species.map(({ species }) => species), rates };
}

/** Judges a presentation as the door does: its pictures go through the pipeline until it would have decided. */
export async function measurePresentation(
  { kind, name, pictures }: PresentationPictures,
  process: Pipeline['process'],
  pad: PadThresholds,
): Promise<MeasuredPresentation> {
  const looks: LiveLook[] = [];
  const unreadable: string[] = [];
  for (const picture of pictures) {
    const faces = await facesIn(picture, process);
    if (faces === undefined) unreadable.push(picture);
    const look = goodLook(faces ?? []);
    if (look !== undefined) looks.push(look);
    if (looks.length === pad.frames) break;
  }
  const judged = judgePresentation(looks, pad);
  const scores = looks.flatMap(({ liveness }) => (liveness.kind === 'checked' ? [liveness.score] : []));
  return { kind, name, ...judged, short: isShort(judged, pad), scores, unreadable };
}

type ScoresOf = (kind: string) => readonly number[];

/** The joined scores of the presentations of a kind that have any: means, as the door joins them at the latest. */
export function joinedScores(presentations: readonly MeasuredPresentation[]): ScoresOf {
  return (kind) =>
    presentations
      .filter((presentation) => presentation.kind === kind && presentation.scores.length > 0)
      .map(({ scores }) => scores.reduce((sum, score) => sum + score, 0) / scores.length);
}

/** The scores of all good frames of a kind. */
export function frameScores(presentations: readonly MeasuredPresentation[]): ScoresOf {
  return (kind) => presentations.filter((one) => one.kind === kind).flatMap(({ scores }) => scores);
}

/** Undefined if the picture cannot be read. */
async function facesIn(picture: string, process: Pipeline['process']) {
  try {
    return process(await decodePhoto(readPicture(picture))).faces;
  } catch (error) {
    if (error instanceof CommandRejected) return undefined;
    throw error;
  }
}
