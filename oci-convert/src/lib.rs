//! Conversion between Docker and OCI image schemas, byte for byte, with a report of every digest that changes.
