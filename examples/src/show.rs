use clap::ColorChoice;

// How the answer is shown: options of every program. (A doc comment would become the text of `--help`.)
#[derive(Debug, Clone, Copy, clap::Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct Show {
    /// Print one JSON value, for programs
    #[arg(long)]
    pub(crate) json: bool,
    /// Print digests whole where they would be shortened
    #[arg(long)]
    pub(crate) full: bool,
    /// Whether headings stand out
    #[arg(
        long,
        help = "Whether headings stand out; NO_COLOR is respected",
        value_name = "WHEN",
        default_value = "auto"
    )]
    pub(crate) color: ColorChoice,
}
