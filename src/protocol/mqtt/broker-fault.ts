import { type FaultKind, UplinkError } from '../../base/errors.js';
import { redact } from '../../base/redact.js';

const ca: FaultKind = {
  code: 'uplink.ca',
  what: 'the broker’s certificate is not signed by a trusted authority',
  remedy: 'Set uplink.caFile to the CA certificate that signed the broker’s certificate (not the broker’s own).',
};
const clientCertificate: FaultKind = {
  code: 'uplink.client-certificate',
  what: 'the broker does not accept the certificate of this machine',
  remedy:
    'Set uplink.certFile and uplink.privateKeyFile to a certificate issued by an authority that the broker trusts.',
};
const notAuthorised: FaultKind = {
  code: 'uplink.not-authorised',
  what: 'the broker refuses the login of this machine',
  remedy: 'Check uplink.username and uplink.passwordFile, or the certificates that the broker accepts.',
};
const notTls: FaultKind = {
  code: 'uplink.not-tls',
  what: 'this port does not use TLS',
  remedy: 'Set uplink.broker to the broker’s TLS port (usually 8883), or use mqtt:// for a broker without TLS.',
};
const unreachable: FaultKind = {
  code: 'uplink.unreachable',
  what: 'the broker cannot be reached',
  remedy: 'Check uplink.broker, that the broker is running, and that no firewall blocks the port.',
};
const unresolved: FaultKind = {
  code: 'uplink.name',
  what: 'the broker’s host name cannot be resolved',
  remedy: 'Check the host name in uplink.broker, and this machine’s DNS server (resolvectl status).',
};

/** Used by terminals and site. Keyed by the error code of Node or OpenSSL, or the reason code of a CONNACK. */
const kinds: Readonly<Record<string, FaultKind>> = {
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: ca,
  UNABLE_TO_GET_ISSUER_CERT: ca,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: ca,
  SELF_SIGNED_CERT_IN_CHAIN: ca,
  DEPTH_ZERO_SELF_SIGNED_CERT: ca,
  CERT_SIGNATURE_FAILURE: ca,
  ERR_TLS_CERT_ALTNAME_INVALID: {
    code: 'uplink.san',
    what: 'the broker’s certificate is for a different host name',
    remedy: 'Set uplink.broker to a name in the certificate’s subjectAltName, or renew the certificate with this name.',
  },
  CERT_NOT_YET_VALID: {
    code: 'uplink.clock',
    what: 'according to this machine’s clock, the broker’s certificate is not valid yet',
    remedy:
      'Set this machine’s clock (timedatectl). If the clock is right, the certificate’s validity starts in the future: renew it.',
  },
  CERT_HAS_EXPIRED: {
    code: 'uplink.certificate-expired',
    what: 'according to this machine’s clock, the broker’s certificate has expired',
    remedy: 'Check this machine’s clock (timedatectl). If it is right, renew the broker’s certificate.',
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
    what: 'another client connected with the same name',
    remedy: 'Give each terminal of the site a unique name (uplink.terminal).',
  },
};

const lost: FaultKind = {
  code: 'uplink.lost',
  what: 'the connection to the broker was lost',
  remedy:
    'Wait for the terminal to reconnect, or run the ostiary fleet command again. If this persists, check the broker’s log.',
};

/**
 * Translates a connection error into a fault that a technician can act on.
 * @param shaking Whether the TLS handshake was in progress
 */
export function brokerFault(cause: unknown, broker: string, shaking = false): UplinkError {
  const { code, message } = cause as { code?: unknown; message?: unknown };
  // Mosquitto closes the connection on a greeting that it does not understand.
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
  return new UplinkError('uplink.offline', 'not connected to the broker', {
    remedy: 'Wait for the terminal to reconnect (`ostiary status`), or run the ostiary fleet command again.',
  });
}

export function refused(what: string, cause?: unknown): UplinkError {
  return new UplinkError('uplink.refused', `the broker does not allow ${what}`, {
    remedy: 'Compare the broker’s access list with the one in docs/protocol/PROTOCOL.md.',
    cause,
  });
}

/** Mosquitto grants every subscription, but sends nothing that its access list forbids. */
export function unheard(topic: string): UplinkError {
  return new UplinkError(
    'uplink.unheard',
    `the broker sends nothing on ${topic}, although this machine subscribed to it`,
    {
      remedy: 'Compare the broker’s access list with the one for ostiary fleet in docs/protocol/PROTOCOL.md.',
    },
  );
}
