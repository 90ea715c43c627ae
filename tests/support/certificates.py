"""Certificates for servers on loopback, signed by an authority that only the test trusts."""

import datetime
import ssl
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Authority:
    """`trusted`: the file that SSL_CERT_FILE names."""

    trusted: Path
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    def context_for(self, host: str, *, days: int = 1) -> ssl.SSLContext:
        """What a server needs that is called `host`, a name or an address; negative days: it has expired."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.IPAddress(ip_address(host)) if host.replace(".", "").isdigit() else x509.DNSName(host)
        made = _signed(host, key, self.key, self.certificate.subject, days).add_extension(
            x509.SubjectAlternativeName([name]), critical=False
        )
        folder = self.trusted.parent / f"{host}-{days}"
        folder.mkdir()
        (folder / "cert.pem").write_bytes(made.sign(self.key, hashes.SHA256()).public_bytes(_PEM))
        (folder / "key.pem").write_bytes(_private(key))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
        return context


def authority(folder: Path) -> Authority:
    """An authority of this test's own."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "tests only")])
    made = _signed("tests only", key, key, subject, 1).add_extension(
        x509.BasicConstraints(ca=True, path_length=0), critical=True
    )
    certificate = made.sign(key, hashes.SHA256())
    trusted = folder / "authority.pem"
    trusted.write_bytes(certificate.public_bytes(_PEM))
    return Authority(trusted, certificate, key)


_PEM = serialization.Encoding.PEM


def _private(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(_PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def _signed(
    name: str, key: ec.EllipticCurvePrivateKey, by: ec.EllipticCurvePrivateKey, issuer: x509.Name, days: int
) -> x509.CertificateBuilder:
    now = datetime.datetime.now(datetime.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - 9 * DAY)
        .not_valid_after(now + days * DAY)
    )
