import { randomUUID } from 'node:crypto';
import type { Facts } from '../audit/domain/audit.js';
import type { EventTrail } from '../audit/event-trail.js';
import { auditEvent } from '../audit/ports/audit-event.js';
import type { Journal } from '../audit/ports/journal.js';
import type { Clock } from '../base/clock.js';
import type { Log } from '../base/log.js';
import { elapsed, type Instant, type Millis, millis } from '../base/units.js';
import { within } from '../base/within.js';
import type { Meter } from '../control/ports/meter.js';
import type { ReleaseResult } from '../door/door-loop.js';
import type { LoadedGallery } from '../gallery/gallery-view.js';
import type { LivenessPolicy } from '../vision/domain/liveness.js';
import type { Observation, ObservedFace } from '../vision/domain/observation.js';
import { visionStages } from '../vision/domain/observation.js';
import type { Identification, MatchThresholds } from './domain/identify.js';
import { identify } from './domain/identify.js';
import { type Decision, type DenialReason, decide } from './domain/policy.js';
import {
  afterDenial,
  afterGrant,
  type Presentation,
  type PresentationRules,
  type Sighting,
  see,
  type Verdict,
} from './domain/presentation.js';
import type { Announcer } from './ports/announcer.js';
import { Presentations } from './presentations.js';

/** What the access loop needs of the door: the door loop is the sole writer of the relay. */
export interface GrantableDoor {
  /** Anything but `released` is why nothing was. */
  release(cause: { readonly kind: 'grant'; readonly decision: string; readonly person: string }): ReleaseResult;
  lockdown(): boolean;
}

export interface AccessConfig {
  readonly door: string;
  readonly liveness: LivenessPolicy;
  readonly presentation: Omit<PresentationRules, 'minSimilarity'>;
  /** Oldest frame, counted from its capture, that is still evidence. */
  readonly maxAge: Millis;
  /** Longest time from the decision to its durable audit after which the door is not released any more. */
  readonly maxAuditDelay: Millis;
  /** True where a frame with more than one face is no evidence. */
  readonly singleFace: boolean;
}

interface Dependencies {
  readonly gallery: () => LoadedGallery | undefined;
  readonly thresholds: () => MatchThresholds;
  readonly door: GrantableDoor;
  /** For grants, which wait for it. */
  readonly journal: Journal;
  /** For denials, which do not. */
  readonly trail: EventTrail;
  readonly announcer: Announcer;
  readonly clock: Clock;
  readonly meter: Meter;
  readonly log: Log;
  readonly config: AccessConfig;
}

/** Observation → presentation → identification → decision → audit → release. */
export class AccessLoop {
  readonly #deps: Dependencies;
  readonly #present: Presentations;
  readonly #needs = new Map<string, string>();
  readonly #pending = new Set<Promise<void>>();

  constructor(deps: Dependencies) {
    this.#deps = deps;
    this.#present = new Presentations(deps.config.presentation, randomUUID);
  }

  observe(observation: Observation): void {
    const { clock, meter, config } = this.#deps;
    const now = clock.monotonic();
    const age = elapsed(observation.capturedAt, now);
    meter.stage('captureAge', age);
    for (const stage of visionStages) meter.stage(stage, observation.times[stage]);
    this.sweep();
    // Written so that an age that is no number is stale too.
    if (!(age >= 0 && age <= config.maxAge)) {
      meter.count('framesStale');
      return;
    }
    meter.count('framesProcessed');
    const crowded = config.singleFace && observation.faces.length > 1;
    const visits = this.#present.assign(
      observation.faces.map((f) => f.detection.box),
      now,
    );
    observation.faces.forEach((face, i) => {
      const visit = visits[i];
      if (visit === undefined) return;
      if (visit.isNew) {
        meter.count('presentations');
        this.#deps.announcer.arrived(visit.presentation);
      }
      const sighting: Sighting = crowded ? { kind: 'unusable', reason: 'multipleFaces' } : this.#sighting(face);
      this.#see(visit.presentation, sighting, face, observation.capturedAt, now);
    });
  }

  /** Notices who has left; called for every frame, and when no frames come. */
  sweep(): void {
    for (const gone of this.#present.sweep(this.#deps.clock.monotonic())) {
      this.#needs.delete(gone.id);
      this.#deps.announcer.left(gone);
    }
  }

  /** Resolves when every decision under way has been carried out; at most `maxAuditDelay` from now. */
  async settled(): Promise<void> {
    await Promise.allSettled([...this.#pending]);
  }

  #sighting(face: ObservedFace): Sighting {
    const [fault] = face.faults;
    if (fault !== undefined) return { kind: 'unusable', reason: fault };
    const { clock, meter, thresholds } = this.#deps;
    const begun = clock.monotonic();
    const gallery = this.#deps.gallery();
    let identification: Identification = { kind: 'noMatch' };
    if (gallery && face.embedding && face.embedding.space.id === gallery.index.space.id) {
      identification = identify(gallery.index.search(face.embedding, 2), thresholds());
    }
    meter.stage('match', elapsed(begun, clock.monotonic()));
    const probe = face.embedding === undefined ? {} : { probe: face.embedding };
    return { kind: 'identified', identification, ...probe, liveness: face.liveness };
  }

  #see(before: Presentation, sighting: Sighting, face: ObservedFace, capturedAt: Instant, now: Instant): void {
    const { minSimilarity } = this.#deps.thresholds();
    const rules: PresentationRules = { ...this.#deps.config.presentation, minSimilarity };
    const { presentation, verdict } = see(before, sighting, face.detection.box, now, rules);
    if (verdict.kind === 'pending') {
      this.#present.update(presentation);
      this.#announceNeed(presentation, verdict.need);
      return;
    }
    const decision = this.#decide(verdict);
    // The visit is moved on before the audit is awaited: the next frame must not decide a second time.
    this.#present.update(
      decision.kind === 'granted'
        ? afterGrant(presentation, decision.person, now, rules)
        : afterDenial(presentation, now, rules),
    );
    this.#needs.delete(presentation.id);
    const work = this.#carryOut(presentation, decision, verdict.similarity, capturedAt).catch((error: unknown) =>
      this.#deps.log.error({ err: error, presentation: presentation.id }, 'decision failed'),
    );
    this.#pending.add(work);
    void work.finally(() => this.#pending.delete(work));
  }

  #decide(verdict: Exclude<Verdict, { kind: 'pending' }>): Decision {
    const { gallery, clock, meter, config, door } = this.#deps;
    // Who could not be compared with anybody is not unknown.
    if (gallery() === undefined) return { kind: 'denied', reason: 'galleryUnavailable' };
    if (verdict.kind !== 'agreed') return { kind: 'denied', reason: verdict.kind };
    const begun = clock.monotonic();
    const decision = decide(gallery()?.people.get(verdict.person), verdict.liveness, {
      door: config.door,
      lockdown: door.lockdown(),
      liveness: config.liveness,
      wall: clock.wall(),
      wallTrusted: clock.wallTrusted(),
    });
    meter.stage('decide', elapsed(begun, clock.monotonic()));
    return decision;
  }

  async #carryOut(
    visit: Presentation,
    decision: Decision,
    similarity: number | undefined,
    capturedAt: Instant,
  ): Promise<void> {
    const { clock, meter, journal, door, config } = this.#deps;
    const facts: Facts = {
      presentation: visit.id,
      door: config.door,
      ...(similarity === undefined ? {} : { similarity: Math.round(similarity * 1e4) / 1e4 }),
    };
    if (decision.kind === 'denied') return this.#deny(visit, decision, facts);
    const decided = clock.monotonic();
    const event = auditEvent(clock, 'access.granted', { ...facts, person: decision.person });
    // The grant may be in the audit already, or come to be: its denial names it.
    const deny = (reason: DenialReason): void =>
      this.#deny(visit, { kind: 'denied', reason, person: decision.person }, { ...facts, decision: event.id });
    try {
      // A disk that hangs must not keep the visitor waiting.
      await within(config.maxAuditDelay, journal.append([event]), clock);
    } catch (error) {
      this.#deps.log.error({ err: error }, 'audit cannot be written: access denied');
      return deny('auditUnavailable');
    }
    const audited = clock.monotonic();
    meter.stage('audit', elapsed(decided, audited));
    if (elapsed(decided, audited) >= config.maxAuditDelay) return deny('tooLate');
    const result = door.release({ kind: 'grant', decision: event.id, person: decision.person });
    if (result !== 'released') return deny(result);
    const driven = clock.monotonic();
    const frameToRelay = elapsed(capturedAt, driven);
    meter.stage('relay', elapsed(audited, driven));
    meter.stage('frameToRelay', frameToRelay);
    meter.count('granted');
    this.#deps.log.info({ decision: event.id, person: decision.person, similarity, frameToRelay }, 'access granted');
    this.#announce(visit, decision, similarity, frameToRelay);
  }

  #deny(visit: Presentation, decision: Extract<Decision, { kind: 'denied' }>, facts: Facts): void {
    const { meter, log, trail, clock } = this.#deps;
    const person = decision.person === undefined ? {} : { person: decision.person };
    trail.note('access.denied', { ...facts, reason: decision.reason, ...person }, clock.monotonic());
    meter.count('denied');
    log.info({ presentation: visit.id, reason: decision.reason, ...person }, 'access denied');
    const { similarity } = facts;
    this.#announce(visit, decision, typeof similarity === 'number' ? similarity : undefined);
  }

  #announce(visit: Presentation, decision: Decision, similarity?: number, frameToRelay?: Millis): void {
    this.#deps.announcer.decided(visit, decision, {
      ...(similarity === undefined ? {} : { similarity }),
      ...(frameToRelay === undefined ? {} : { frameToRelay: millis(frameToRelay) }),
    });
  }

  #announceNeed(presentation: Presentation, need: Extract<Verdict, { kind: 'pending' }>['need']): void {
    if (this.#needs.get(presentation.id) === need) return;
    this.#needs.set(presentation.id, need);
    this.#deps.announcer.pending(presentation, need);
  }
}
