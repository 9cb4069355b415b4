//! Policies by their names.

use std::str::FromStr;

use crate::any_error::Error;
use crate::policy::Policy;

impl FromStr for Policy {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        Self::ALL.iter().find(|policy| policy.name() == name).copied().ok_or_else(|| Error::Policy {
            name: name.to_owned(),
            known: Self::ALL.iter().map(|policy| policy.name()).collect(),
        })
    }
}
