use super::{Identity, Name};
use oci_spec_types::printable;
use std::fmt;

/// Characters of a name that are shown.
const LONGEST: usize = 160;

/// A line for each name: what it is, the name, where it is shown.
impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let label = |name: &Name| match (name.layer, name.format) {
            (Some(layer), _) => format!("{} {layer}", name.kind),
            (None, Some(format)) => format!("{} {format}", name.kind),
            (None, None) => name.kind.to_string(),
        };
        let width = self.names.iter().map(|name| printable(&label(name)).columns()).max().unwrap_or(0);
        for name in &self.names {
            let label = label(name);
            write!(f, "{}  {}", printable(&label).padded(width), printable(&name.value).longest(LONGEST))?;
            if let Some(tool) = &name.tool {
                write!(f, "  {}", printable(tool))?;
            }
            for (at, shown) in name.shown.iter().enumerate() {
                write!(f, "{}{shown}", if at == 0 { "  " } else { "; " })?;
            }
            f.write_str("\n")?;
        }
        Ok(())
    }
}
