use super::text::text;
use super::values::{annotations, diff_id, extra, maybe, set, timestamp};
use crate::{docker, oci};
use proptest::collection::vec;
use proptest::prelude::*;

fn command() -> impl Strategy<Value = oci::Command> {
    prop_oneof![
        4 => vec(text(), 0..4).prop_map(oci::Command::Words),
        1 => text().prop_map(oci::Command::Text),
    ]
}

fn health() -> impl Strategy<Value = oci::HealthConfig> {
    let time = || maybe(0..60_000_000_000_i64);
    (maybe(vec(text(), 0..3)), time(), time(), time(), time(), maybe(0..10_i64), extra()).prop_map(
        |(test, interval, timeout, start_period, start_interval, retries, extra)| oci::HealthConfig {
            test,
            interval,
            timeout,
            start_period,
            start_interval,
            retries,
            extra,
        },
    )
}

/// How a container of an image is run, with members of both families.
pub fn container_config() -> impl Strategy<Value = oci::ContainerConfig> {
    let common = (
        maybe(text()),
        maybe(set()),
        maybe(vec(text(), 0..4)),
        maybe(command()),
        maybe(command()),
        maybe(set()),
        maybe(text()),
        maybe(annotations()),
        maybe(text()),
        maybe(any::<bool>()),
    );
    let docker = (
        maybe(health()),
        maybe(text()),
        maybe(any::<bool>()),
        maybe(vec(text(), 0..2)),
        maybe(any::<i64>()),
        maybe(command()),
    );
    (common, docker, extra())
        .prop_map(|(common, docker, extra)| {
            let (user, exposed_ports, env, entrypoint, cmd, volumes, working_dir, labels, stop_signal, escaped) =
                common;
            let (health, hostname, tty, on_build, stop_timeout, shell) = docker;
            oci::ContainerConfig {
                user,
                exposed_ports,
                env,
                entrypoint,
                cmd,
                volumes,
                working_dir,
                labels,
                stop_signal,
                args_escaped: escaped,
                healthcheck: health.map(Box::new),
                hostname,
                tty,
                on_build,
                stop_timeout,
                shell,
                extra,
                ..oci::ContainerConfig::default()
            }
        })
        .boxed()
}

/// A step of the history of an image.
pub fn history() -> impl Strategy<Value = oci::History> {
    (maybe(timestamp()), maybe(text()), maybe(text()), maybe(text()), any::<bool>(), extra()).prop_map(
        |(created, created_by, author, comment, empty_layer, extra)| oci::History {
            created,
            created_by,
            author,
            comment,
            empty_layer,
            extra,
        },
    )
}

/// An image config whose history has a step for each layer.
pub fn image_config() -> impl Strategy<Value = oci::ImageConfig> {
    let layers = vec((diff_id(), history()), 0..5);
    let texts = (maybe(timestamp()), maybe(text()), maybe(text()), maybe(text()), maybe(text()));
    (layers, texts, maybe(container_config()), maybe(container_config()), maybe(any::<i64>()), extra()).prop_map(
        |(layers, (created, author, os_version, parent, docker_version), config, container_config, size, extra)| {
            let (ids, mut steps): (Vec<_>, Vec<_>) = layers.into_iter().unzip();
            steps.iter_mut().for_each(|step| step.empty_layer = false);
            oci::ImageConfig {
                created,
                author,
                os_version,
                parent,
                docker_version,
                config: config.map(Box::new),
                container_config: container_config.map(Box::new),
                history: Some(steps),
                size,
                extra,
                ..oci::ImageConfig::new("linux", "amd64", oci::RootFs::new(ids))
            }
        },
    )
}

/// A legacy v1 image.
pub fn v1_image() -> impl Strategy<Value = docker::V1Image> {
    (("[0-9a-f]{64}", maybe("[0-9a-f]{64}"), timestamp()), maybe(container_config()), maybe(0..9_i64), extra())
        .prop_map(|((id, parent, created), config, size, extra)| docker::V1Image {
            id: Some(id.into()),
            parent: parent.map(Into::into),
            created: Some(created),
            container_config: config.map(Box::new),
            size,
            extra,
            ..docker::V1Image::default()
        })
}
