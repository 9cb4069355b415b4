//! The arithmetic of the curves, each in a crate of its own.

/// The same calls with the crate of a curve: a macro, since a generic of these crates has a dozen bounds.
macro_rules! on_curve {
    ($curve:expr, $ec:ident => $call:expr) => {
        match $curve {
            $crate::docker::jws::Curve::P256 => {
                use p256 as $ec;
                $call
            }
            $crate::docker::jws::Curve::P384 => {
                use p384 as $ec;
                $call
            }
            $crate::docker::jws::Curve::P521 => {
                use p521 as $ec;
                $call
            }
        }
    };
}

pub(super) use on_curve;
