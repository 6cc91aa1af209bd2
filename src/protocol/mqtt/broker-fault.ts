import { type FaultKind, UplinkError } from '../../base/errors.js';
import { redact } from '../../base/redact.js';

const ca: FaultKind = {
  code: 'uplink.ca',
  what: 'the broker’s certificate is not signed by an authority that is trusted here',
  remedy:
    'Set uplink.caFile to the certificate of the authority that signed the broker’s (the CA, not the broker’s own).',
};
const clientCertificate: FaultKind = {
  code: 'uplink.client-certificate',
  what: 'the broker does not accept the certificate of this machine',
  remedy: 'Set uplink.certFile and uplink.privateKeyFile to a certificate of an authority that the broker trusts.',
};
const notAuthorised: FaultKind = {
  code: 'uplink.not-authorised',
  what: 'the broker does not let this machine in',
  remedy: 'Check uplink.username and uplink.passwordFile, or the broker’s list of certificates.',
};
const notTls: FaultKind = {
  code: 'uplink.not-tls',
  what: 'there is no TLS at that port',
  remedy: 'Use the broker’s TLS port (usually 8883) in uplink.broker, or mqtt:// for a broker without TLS.',
};
const unreachable: FaultKind = {
  code: 'uplink.unreachable',
  what: 'the broker cannot be reached',
  remedy: 'Check uplink.broker, that the broker runs, and that no firewall is in between.',
};
const unresolved: FaultKind = {
  code: 'uplink.name',
  what: 'the name of the broker is not known to DNS',
  remedy: 'Check the host name in uplink.broker and the DNS server of this machine (resolvectl status).',
};

/** Both ends read these, terminals and whoever runs the site. By the code of Node's or OpenSSL's error, or the reason code of a CONNACK. */
const kinds: Readonly<Record<string, FaultKind>> = {
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: ca,
  UNABLE_TO_GET_ISSUER_CERT: ca,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: ca,
  SELF_SIGNED_CERT_IN_CHAIN: ca,
  DEPTH_ZERO_SELF_SIGNED_CERT: ca,
  CERT_SIGNATURE_FAILURE: ca,
  ERR_TLS_CERT_ALTNAME_INVALID: {
    code: 'uplink.san',
    what: 'the broker’s certificate is for another name',
    remedy:
      'Use a name in uplink.broker that is in the certificate’s subjectAltName, or renew the certificate with this name.',
  },
  CERT_NOT_YET_VALID: {
    code: 'uplink.clock',
    what: 'the broker’s certificate is not valid yet, by the clock of this machine',
    remedy: 'Set the clock of this machine (timedatectl); if it is right, the certificate was issued for the future.',
  },
  CERT_HAS_EXPIRED: {
    code: 'uplink.certificate-expired',
    what: 'the broker’s certificate has expired, by the clock of this machine',
    remedy: 'Renew the broker’s certificate, unless the clock of this machine is wrong (timedatectl).',
  },
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: clientCertificate,
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: clientCertificate,
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: clientCertificate,
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED: clientCertificate,
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN: clientCertificate,
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: clientCertificate,
  ERR_SSL_WRONG_VERSION_NUMBER: notTls,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: notTls,
  ECONNREFUSED: unreachable,
  EHOSTUNREACH: unreachable,
  ENETUNREACH: unreachable,
  ETIMEDOUT: unreachable,
  ENOTFOUND: unresolved,
  EAI_AGAIN: unresolved,
  '4': notAuthorised,
  '5': notAuthorised,
  '134': notAuthorised,
  '135': notAuthorised,
  '138': { ...notAuthorised, what: 'the broker has banned this machine' },
  '142': {
    code: 'uplink.taken-over',
    what: 'another client connected with the name of this one',
    remedy: 'Give every terminal of a site a name of its own (uplink.terminal).',
  },
};

const lost: FaultKind = {
  code: 'uplink.lost',
  what: 'the connection to the broker was lost',
  remedy:
    'A terminal connects again by itself; run a command of ostiary fleet again. Else look at the log of the broker.',
};

/**
 * An error of the connection as the fault that a technician can act on.
 * @param shaking TLS was still being agreed on
 */
export function brokerFault(cause: unknown, broker: string, shaking = false): UplinkError {
  const { code, message } = cause as { code?: unknown; message?: unknown };
  // Mosquitto hangs up on a greeting that it does not understand.
  const deaf = shaking && (code === 'ECONNRESET' || /before secure TLS connection/.test(String(message)));
  const kind = deaf ? notTls : (kinds[String(code)] ?? lost);
  const reason = redact(String(message || code)).split('\n')[0];
  return new UplinkError(kind.code, `${redact(broker)}: ${kind.what} (${reason})`, {
    remedy: kind.remedy,
    context: { broker: redact(broker), reason: String(code ?? '') },
    cause,
  });
}

export function offline(): UplinkError {
  return new UplinkError('uplink.offline', 'there is no connection to the broker', {
    remedy: 'A terminal connects again by itself, see `ostiary status`; run a command of ostiary fleet again.',
  });
}

export function refused(what: string, cause?: unknown): UplinkError {
  return new UplinkError('uplink.refused', `the broker does not allow ${what}`, {
    remedy: 'Compare the broker’s access list with the one in docs/protocol/PROTOCOL.md.',
    cause,
  });
}

/** Mosquitto grants every subscription, and then sends nothing that its access list forbids. */
export function unheard(topic: string): UplinkError {
  return new UplinkError(
    'uplink.unheard',
    `the broker does not send what this machine listens to: nothing came on ${topic}`,
    {
      remedy: 'Compare the broker’s access list with the one for ostiary fleet in docs/protocol/PROTOCOL.md.',
    },
  );
}
