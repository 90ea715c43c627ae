"""The audit trail made readable and provable: pages, seals, verification."""
