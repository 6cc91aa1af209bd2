import { randomUUID } from 'node:crypto';
import type { Facts } from '../audit/domain/audit.js';
import { auditEvent } from '../audit/ports/audit-event.js';
import type { AuditLog } from '../audit/ports/audit-log.js';
import type { Clock } from '../base/clock.js';
import type { HealthReport } from '../base/health.js';
import type { Log } from '../base/log.js';
import { elapsed, type Instant, type Millis, millis } from '../base/units.js';
import { within } from '../base/within.js';
import type { Meter } from '../control/ports/meter.js';
import type { ReleaseResult } from '../door/domain/door.js';
import type { LoadedGallery } from '../gallery/domain/loaded-gallery.js';
import type { Embedding } from '../vision/domain/embedding.js';
import type { Box } from '../vision/domain/face.js';
import type { Observation, ObservedFace } from '../vision/domain/observation.js';
import { visionStages } from '../vision/domain/observation.js';
import { AttackGuard } from './attack-guard.js';
import type { AttackSnapshots } from './attack-snapshots.js';
import { factsOf } from './decision-facts.js';
import type { AccessSettings } from './domain/access-settings.js';
import type { DrillStanding } from './domain/drill.js';
import { isFresh } from './domain/frame-age.js';
import type { Identification } from './domain/identify.js';
import { identify } from './domain/identify.js';
import { weightOf } from './domain/joined-probe.js';
import { lookAt } from './domain/live-evidence.js';
import { type Decision, type DenialReason, decide } from './domain/policy.js';
import {
  afterDenial,
  afterGrant,
  type Need,
  type Presentation,
  type PresentationRules,
  type Sighting,
  type Verdict,
} from './domain/presentation.js';
import { PrintMemory } from './domain/print-memory.js';
import { see } from './domain/see.js';
import type { Announcer } from './ports/announcer.js';
import { PresentationTracker } from './presentation-tracker.js';

/** The door as the access loop uses it; only the door loop drives the relay. */
interface GrantableDoor {
  /** Any result but `released` is the reason for failure. */
  release(cause: { readonly kind: 'grant'; readonly decision: string; readonly person: string }): ReleaseResult;
  lockdown(): boolean;
}

interface Dependencies {
  readonly gallery: () => LoadedGallery | undefined;
  readonly door: GrantableDoor;
  /** Grants wait for the audit log, denials do not. */
  readonly audit: AuditLog;
  readonly announcer: Announcer;
  readonly snapshots: Pick<AttackSnapshots, 'take' | 'health'>;
  readonly clock: Clock;
  readonly meter: Meter;
  readonly log: Log;
  /** Whether the liveness drill that the settings demand has been passed. */
  readonly drill: () => DrillStanding['kind'];
  /** The current settings, read for every observation. */
  readonly settings: () => AccessSettings;
}

/** One face of one frame, and the visit it belongs to. */
interface Look {
  readonly before: Presentation;
  readonly sighting: Sighting;
  readonly box: Box;
  readonly capturedAt: Instant;
  readonly now: Instant;
  readonly settings: AccessSettings;
}

/** A decision's evidence. */
interface Decided extends Pick<Look, 'capturedAt' | 'settings'> {
  readonly verdict: Exclude<Verdict, { kind: 'pending' }>;
}

/** Observation → presentation → identification → decision → audit → release. */
export class AccessLoop {
  readonly #deps: Dependencies;
  readonly #present: PresentationTracker;
  readonly #guard: AttackGuard;
  readonly #prints = new PrintMemory();
  readonly #needs = new Map<string, string>();
  readonly #pending = new Set<Promise<void>>();

  constructor(deps: Dependencies) {
    this.#deps = deps;
    this.#present = new PresentationTracker(randomUUID);
    this.#guard = new AttackGuard({
      ...deps,
      settings: () => ({ door: deps.settings().door, ...deps.settings().attacks }),
    });
  }

  /** Reports only what is unusual: that recognition is paused after attacks, or that snapshots fail. */
  health(): readonly HealthReport[] {
    return [...this.#guard.health(), ...this.#deps.snapshots.health()];
  }

  /** Ends a pause of recognition after attacks. False if there is none. */
  resume(user: number): boolean {
    return this.#guard.resume(user);
  }

  observe(observation: Observation): void {
    const { clock, meter } = this.#deps;
    const settings = this.#deps.settings();
    const now = clock.monotonic();
    const age = elapsed(observation.capturedAt, now);
    meter.stage('captureAge', age);
    for (const stage of visionStages) meter.stage(stage, observation.times[stage]);
    this.sweep();
    if (!isFresh(age, settings.maxAge)) {
      meter.count('framesStale');
      return;
    }
    meter.count('framesProcessed');
    this.#prints.advance();
    const crowded = settings.singleFace && observation.faces.length > 1;
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
      const sighting: Sighting = crowded
        ? { kind: 'unusable', reason: 'multipleFaces' }
        : sightingOf(face, this.#prints);
      this.#see({
        before: visit.presentation,
        sighting,
        box: face.detection.box,
        capturedAt: observation.capturedAt,
        now,
        settings,
      });
    });
  }

  /** Notices visitors who have left; called for every frame, and also without frames. */
  sweep(): void {
    const { clock, settings } = this.#deps;
    const now = clock.monotonic();
    for (const gone of this.#present.sweep(now, settings().presentation.absentAfter)) {
      this.#needs.delete(gone.id);
      if (gone.challenge) {
        const { person, of } = gone.challenge;
        const verdict = { kind: 'unanswered', person, asked: of.actions, how: 'left' } as const;
        const all = settings();
        this.#begin(gone, this.#decide(verdict, all), { verdict, capturedAt: gone.seenAt, settings: all });
      }
      this.#deps.announcer.left(gone);
    }
  }

  /** Resolves when all pending decisions have been carried out; at most `maxAuditDelay` from now. */
  async settled(): Promise<void> {
    await Promise.allSettled([...this.#pending]);
  }

  #identify(probe: Embedding, { thresholds }: AccessSettings): Identification {
    const { clock, meter } = this.#deps;
    const begun = clock.monotonic();
    const index = this.#deps.gallery()?.index;
    // Embeddings of another model cannot be compared.
    const comparable = index !== undefined && index.space.id === probe.space.id;
    const found: Identification = comparable ? identify(index.search(probe, 2), thresholds) : { kind: 'noMatch' };
    meter.stage('match', elapsed(begun, clock.monotonic()));
    return found;
  }

  #see({ before, sighting, box, capturedAt, now, settings }: Look): void {
    const rules: PresentationRules = { ...settings.presentation, minSimilarity: settings.thresholds.minSimilarity };
    const { presentation, verdict } = see(before, sighting, box, now, rules, (probe) =>
      this.#identify(probe, settings),
    );
    if (verdict.kind === 'pending') {
      this.#present.update(presentation);
      this.#announceNeed(presentation, verdict.need);
      return;
    }
    const decision = this.#decide(verdict, settings);
    // Update the visit before awaiting the audit: the next frame must not decide again.
    this.#present.update(
      decision.kind === 'granted'
        ? afterGrant(presentation, decision.person, now, rules)
        : afterDenial(presentation, now, rules),
    );
    this.#needs.delete(presentation.id);
    this.#begin(presentation, decision, { verdict, capturedAt, settings });
  }

  /** Carries a decision out in the background; `settled` waits for it. */
  #begin(visit: Presentation, decision: Decision, how: Decided): void {
    const work = this.#carryOut(visit, decision, how).catch((error: unknown) =>
      this.#deps.log.error({ err: error, presentation: visit.id }, 'decision failed'),
    );
    this.#pending.add(work);
    void work.finally(() => this.#pending.delete(work));
  }

  #decide(verdict: Exclude<Verdict, { kind: 'pending' }>, settings: AccessSettings): Decision {
    const { gallery, clock, meter, door } = this.#deps;
    if (this.#guard.paused()) return { kind: 'denied', reason: 'pausedAfterAttacks' };
    // Without a gallery, a visitor cannot be called unknown.
    if (gallery() === undefined) return { kind: 'denied', reason: 'galleryUnavailable' };
    if (verdict.kind === 'unanswered') return { kind: 'denied', reason: 'challengeFailed', person: verdict.person };
    if (verdict.kind !== 'agreed') return { kind: 'denied', reason: verdict.kind };
    const begun = clock.monotonic();
    const decision = decide(gallery()?.people.get(verdict.person), verdict.liveness, {
      door: settings.door,
      lockdown: door.lockdown(),
      liveness: settings.presentation.liveness.level,
      drill: this.#deps.drill(),
      wall: clock.wall(),
      wallTrusted: clock.wallTrusted(),
    });
    meter.stage('decide', elapsed(begun, clock.monotonic()));
    return decision;
  }

  async #carryOut(visit: Presentation, decision: Decision, { verdict, capturedAt, settings }: Decided): Promise<void> {
    const { clock, meter, audit, door } = this.#deps;
    const { maxAuditDelay } = settings;
    const similarity = 'similarity' in verdict ? verdict.similarity : undefined;
    const facts: Facts = { presentation: visit.id, door: settings.door, ...factsOf(verdict) };
    if (decision.kind === 'denied') return this.#deny(visit, decision, facts);
    const decided = clock.monotonic();
    const event = auditEvent(clock, 'access.granted', { ...facts, person: decision.person });
    // The grant may already be in the audit log, or still arrive there: the denial refers to it.
    const deny = (reason: DenialReason): void =>
      this.#deny(visit, { kind: 'denied', reason, person: decision.person }, { ...facts, decision: event.id });
    try {
      // A hanging disk must not keep the visitor waiting.
      await within(maxAuditDelay, audit.append([event]), clock);
    } catch (error) {
      this.#deps.log.error({ err: error }, 'access denied: cannot write the audit log');
      return deny('auditUnavailable');
    }
    const audited = clock.monotonic();
    meter.stage('audit', elapsed(decided, audited));
    if (elapsed(decided, audited) >= maxAuditDelay) return deny('tooLate');
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
    const { meter, log, audit } = this.#deps;
    const person = decision.person === undefined ? {} : { person: decision.person };
    const snapshot = decision.reason === 'attack' ? this.#deps.snapshots.take() : undefined;
    const taken = snapshot === undefined ? {} : { snapshot };
    audit.note('access.denied', { ...facts, reason: decision.reason, ...person, ...taken });
    meter.count('denied');
    // Who leaves or is late may be honest; a recording moves the wrong way.
    if (decision.reason === 'attack' || facts.failed === 'wrong') this.#guard.attacked(visit.id);
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

  #announceNeed(presentation: Presentation, need: Need): void {
    if (this.#needs.get(presentation.id) === need) return;
    this.#needs.set(presentation.id, need);
    this.#deps.announcer.pending(presentation, need);
  }
}

function sightingOf(face: ObservedFace, prints: PrintMemory): Sighting {
  const { faults, embedding, quality, print } = face;
  const [fault] = faults;
  if (fault !== undefined) return { kind: 'unusable', reason: fault };
  // Vision embeds every face without a fault; one without an embedding is never evidence.
  if (embedding === undefined) return { kind: 'unusable', reason: 'blurred' };
  const look = { ...lookAt(face), repeated: prints.isRepeated(print) };
  return { kind: 'usable', probe: embedding, weight: weightOf(quality), look };
}
