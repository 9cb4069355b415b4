//! What documents of strangers may cost: memory at the edge of the limits, and how work grows with what they hold.

mod growth;
mod limits;
mod operations;
mod samples;
mod shapes;
