use crate::model::{Member, Reader, Writer, object};
use crate::{Annotations, RawJson, Set, Text};
use oci_digest::json;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

object! {
    /// How a container of the image is run: the `config` of an image config, with all members that Docker has beside those
    /// of the image-spec (moby `api/types/container/config.go`).
    ///
    /// ```
    /// use oci_spec_types::oci::ContainerConfig;
    ///
    /// let config = ContainerConfig::default()
    ///     .with_env(["PATH=/bin"])
    ///     .with_cmd(["/bin/sh", "-c", "true"])
    ///     .with_exposed_port("80/tcp")
    ///     .with_labels([("version", "1")]);
    /// assert!(config.exposed_ports.unwrap().contains("80/tcp"));
    /// ```
    pub struct ContainerConfig as "container-config" {
        /// User or UID, with group.
        optional "User" => user: Option<Text>,
        /// Ports, as `80/tcp`.
        optional "ExposedPorts" => exposed_ports: Option<Set>,
        /// Environment, as `NAME=VALUE`.
        optional "Env" => env: Option<Vec<Text>>,
        /// What is always run.
        optional "Entrypoint" => entrypoint: Option<Command>,
        /// Arguments, or what is run by default.
        optional "Cmd" => cmd: Option<Command>,
        /// Directories that hold data of the container.
        optional "Volumes" => volumes: Option<Set>,
        /// Where the command starts.
        optional "WorkingDir" => working_dir: Option<Text>,
        /// Labels of the image.
        optional "Labels" => labels: Option<Annotations>,
        /// The signal that stops the container.
        optional "StopSignal" => stop_signal: Option<Text>,
        /// Windows: the command is escaped already (deprecated).
        optional "ArgsEscaped" => args_escaped: Option<bool>,
        /// Docker: memory limit in bytes (reserved by the image-spec).
        optional "Memory" => memory: Option<i64>,
        /// Docker: memory and swap limit in bytes (reserved).
        optional "MemorySwap" => memory_swap: Option<i64>,
        /// Docker: relative weight of CPU time (reserved).
        optional "CpuShares" => cpu_shares: Option<i64>,
        /// Docker: how to find out whether the container works.
        optional "Healthcheck" => healthcheck: Option<Box<HealthConfig>>,
        /// Docker: host name of the container that the image was committed from.
        optional "Hostname" => hostname: Option<Text>,
        /// Docker: its domain.
        optional "Domainname" => domainname: Option<Text>,
        /// Docker: standard input was attached.
        optional "AttachStdin" => attach_stdin: Option<bool>,
        /// Docker: standard output was attached.
        optional "AttachStdout" => attach_stdout: Option<bool>,
        /// Docker: standard error was attached.
        optional "AttachStderr" => attach_stderr: Option<bool>,
        /// Docker: a terminal was attached.
        optional "Tty" => tty: Option<bool>,
        /// Docker: standard input was open.
        optional "OpenStdin" => open_stdin: Option<bool>,
        /// Docker: standard input was closed with its first client.
        optional "StdinOnce" => stdin_once: Option<bool>,
        /// Docker: the image that the container ran.
        optional "Image" => image: Option<Text>,
        /// Docker: no network.
        optional "NetworkDisabled" => network_disabled: Option<bool>,
        /// Docker: MAC address.
        optional "MacAddress" => mac_address: Option<Text>,
        /// Docker: instructions for images built on this one.
        optional "OnBuild" => on_build: Option<Vec<Text>>,
        /// Docker: seconds to wait before the container is killed.
        optional "StopTimeout" => stop_timeout: Option<i64>,
        /// Docker: the shell of commands in shell form.
        optional "Shell" => shell: Option<Command>,
    }
}

object! {
    /// How to find out whether a container works (moby `HealthConfig`). Times are in nanoseconds.
    pub struct HealthConfig as "healthcheck" {
        /// `["NONE"]`, `["CMD", …]` or `["CMD-SHELL", command]`; empty: inherited.
        optional "Test" => test: Option<Vec<Text>>,
        /// Nanoseconds between two checks; 0: inherited.
        optional "Interval" => interval: Option<i64>,
        /// Nanoseconds that a check may take.
        optional "Timeout" => timeout: Option<i64>,
        /// Nanoseconds in which failures do not count after the start.
        optional "StartPeriod" => start_period: Option<i64>,
        /// Nanoseconds between two checks during that period.
        optional "StartInterval" => start_interval: Option<i64>,
        /// Failures in a row until the container counts as broken.
        optional "Retries" => retries: Option<i64>,
    }
}

impl ContainerConfig {
    /// With a user or UID, and a group where one is named: `user:group`.
    #[must_use]
    pub fn with_user(mut self, user: impl Into<Text>) -> Self {
        self.user = Some(user.into());
        self
    }

    /// With more variables, as `NAME=VALUE`.
    #[must_use]
    pub fn with_env<T: Into<Text>>(mut self, variables: impl IntoIterator<Item = T>) -> Self {
        self.env.get_or_insert_default().extend(variables.into_iter().map(Into::into));
        self
    }

    /// With what is always run.
    #[must_use]
    pub fn with_entrypoint<T: Into<Text>>(mut self, words: impl IntoIterator<Item = T>) -> Self {
        self.entrypoint = Some(words.into_iter().collect());
        self
    }

    /// With arguments, or what is run by default.
    #[must_use]
    pub fn with_cmd<T: Into<Text>>(mut self, words: impl IntoIterator<Item = T>) -> Self {
        self.cmd = Some(words.into_iter().collect());
        self
    }

    /// With the directory where the command starts.
    #[must_use]
    pub fn with_working_dir(mut self, working_dir: impl Into<Text>) -> Self {
        self.working_dir = Some(working_dir.into());
        self
    }

    /// With the signal that stops the container.
    #[must_use]
    pub fn with_stop_signal(mut self, stop_signal: impl Into<Text>) -> Self {
        self.stop_signal = Some(stop_signal.into());
        self
    }

    /// With one more port, as `80/tcp`.
    #[must_use]
    pub fn with_exposed_port(mut self, port: impl Into<Text>) -> Self {
        self.exposed_ports.get_or_insert_default().insert(port);
        self
    }

    /// With one more directory that holds data of the container.
    #[must_use]
    pub fn with_volume(mut self, path: impl Into<Text>) -> Self {
        self.volumes.get_or_insert_default().insert(path);
        self
    }

    /// With more labels.
    #[must_use]
    pub fn with_labels<K: Into<Text>, V: Into<Text>>(mut self, labels: impl IntoIterator<Item = (K, V)>) -> Self {
        self.labels.get_or_insert_default().extend(labels);
        self
    }
}

/// A command: a list of words, or one string as old Docker versions wrote it (moby `strslice.StrSlice`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// `["/bin/sh", "-c", "true"]`
    Words(Vec<Text>),
    /// `"true"`: Docker reads it as a list of one word; the image-spec does not allow it.
    Text(Text),
}

impl Command {
    /// The words, as Docker reads them.
    #[must_use]
    pub fn words(&self) -> &[Text] {
        match self {
            Self::Words(words) => words,
            Self::Text(text) => std::slice::from_ref(text),
        }
    }
}

impl Default for Command {
    fn default() -> Self {
        Self::Words(Vec::new())
    }
}

impl<T: Into<Text>> FromIterator<T> for Command {
    fn from_iter<I: IntoIterator<Item = T>>(words: I) -> Self {
        Self::Words(words.into_iter().map(Into::into).collect())
    }
}

impl Member for Command {
    fn read(reader: &mut Reader<'_>) -> Result<Self, json::JsonError> {
        match reader.scanner.peek()? {
            json::ValueKind::String => Text::read(reader).map(Self::Text),
            json::ValueKind::Array => Vec::read(reader).map(Self::Words),
            _ => Err(reader.scanner.wrong_type("an array of strings")),
        }
    }

    fn write(&self, writer: &mut Writer) {
        match self {
            Self::Words(words) => words.write(writer),
            Self::Text(text) => text.write(writer),
        }
    }

    fn is_absent(&self) -> bool {
        false
    }

    fn is_empty(&self) -> bool {
        matches!(self, Self::Words(words) if words.is_empty())
    }
}

impl Serialize for Command {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Words(words) => words.serialize(serializer),
            Self::Text(text) => text.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Command {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        let raw = RawJson::deserialize(deserializer)?;
        match raw.kind() {
            json::ValueKind::String => Ok(Self::Text(raw.to_text().unwrap_or_default())),
            _ => serde_json::from_str(raw.as_str()).map(Self::Words).map_err(D::Error::custom),
        }
    }
}
