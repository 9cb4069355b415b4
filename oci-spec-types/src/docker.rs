//! Documents of Docker.

pub mod jws;
