//! Making images of layers in files, in an image layout.

use crate::{Failure, Layout, in_file};
use oci_convert::recompress::{LayerTarget, Recompressor};
use oci_digest::layer::LayerHasher;
use oci_digest::{Compression, DiffId, Digest};
use oci_spec_types::{Descriptor, MediaType, Model, annotation, oci, printable};
use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// What was made of a folder of layers.
#[derive(Debug)]
pub struct Made {
    /// The index, which the layout names by a tag.
    pub index: Descriptor,
    /// The manifest of each platform, with its layers.
    pub images: Vec<(Descriptor, Vec<Descriptor>)>,
}

/// Makes an image of each folder in `folder`, which is named for its platform (`linux-arm-v7`), of the layers in it in the
/// order of their names, and an index of the images with this tag.
///
/// # Errors
/// When something cannot be read or written, a folder is no platform, or a file is no layer.
pub fn make(folder: &Path, tag: &str, layout: &Layout) -> Result<Made, Failure> {
    let mut images = Vec::new();
    for folder in sorted(folder)? {
        let name = file_name(&folder);
        let platform: oci_platform::Platform = name.replace('-', "/").parse().map_err(in_file(&name))?;
        images.push(image(&folder, &oci::Platform::from(&platform), layout)?);
    }
    if images.is_empty() {
        let why = "expected a folder for each platform, as linux-amd64";
        return Err(in_file(&folder.display().to_string())(why));
    }
    let index = oci::Index::new(images.iter().map(|(image, _)| image.clone()).collect()).to_blob();
    layout.put(&index)?;
    let entry = index.descriptor.clone().with_annotation(annotation::REF_NAME, tag);
    layout.write("index.json", &oci::Index::new(vec![entry]).to_json())?;
    Ok(Made { index: index.descriptor, images })
}

fn image(folder: &Path, platform: &oci::Platform, layout: &Layout) -> Result<(Descriptor, Vec<Descriptor>), Failure> {
    let (mut layers, mut diff_ids, mut history) = (Vec::new(), Vec::new(), Vec::new());
    for file in sorted(folder)? {
        let (layer, diff_id) = layer(&file, layout)?;
        layers.push(layer);
        diff_ids.push(diff_id);
        history.push(oci::History::new(format!("layer {}", file_name(&file))));
    }
    let rootfs = oci::RootFs::new(diff_ids);
    let mut config =
        oci::ImageConfig::new(platform.os.clone(), platform.architecture.clone(), rootfs).with_history(history);
    config.variant.clone_from(&platform.variant);
    config.os_version.clone_from(&platform.os_version);
    let config = config.to_blob();
    let manifest = oci::Manifest::new(config.descriptor.clone(), layers.clone()).to_blob();
    layout.put(&config)?;
    layout.put(&manifest)?;
    Ok((manifest.descriptor.with_platform(platform.clone()), layers))
}

/// Writes a layer as a blob, compressed with gzip if it was not compressed: one pass, whatever its size.
fn layer(file: &Path, layout: &Layout) -> Result<(Descriptor, DiffId), Failure> {
    let name = file.display().to_string();
    let mut reader = File::open(file).map_err(in_file(&name))?;
    let mut head = Vec::new();
    (&mut reader).take(Compression::DETECT_LEN as u64).read_to_end(&mut head).map_err(in_file(&name))?;
    let mut whole = head.chain(reader);
    let mut blob = layout.incoming()?;
    let (media_type, digest, size, diff_id): (MediaType, Digest, u64, DiffId) = match Compression::detect(&head) {
        Compression::None => {
            let mut recompressor = Recompressor::new(LayerTarget::gzip(), blob).map_err(in_file(&name))?;
            recompressor.update_from(whole).map_err(in_file(&name))?;
            let (layer, _) = recompressor.finish().map_err(in_file(&name))?;
            (MediaType::OCI_LAYER_GZIP, layer.after.digest.into_digest(), layer.after.size, layer.diff_id)
        }
        found => {
            let (mut hasher, mut buffer) = (LayerHasher::new(), vec![0; 256 << 10]);
            loop {
                let n = whole.read(&mut buffer).map_err(in_file(&name))?;
                if n == 0 {
                    break;
                }
                hasher.update(&buffer[..n]).map_err(in_file(&name))?;
                blob.write_all(&buffer[..n]).map_err(in_file(&name))?;
            }
            let layer = hasher.finish().map_err(in_file(&name))?;
            let media_type =
                if found == Compression::Zstd { MediaType::OCI_LAYER_ZSTD } else { MediaType::OCI_LAYER_GZIP };
            (media_type, layer.digest.into_digest(), layer.size, layer.diff_id)
        }
    };
    layout.keep(&digest)?;
    Ok((Descriptor::new(media_type, digest, size), diff_id))
}

/// What stands in a folder, by name.
fn sorted(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let entries = fs::read_dir(folder).and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect());
    let mut paths: Vec<PathBuf> = entries.map_err(in_file(&folder.display().to_string()))?;
    paths.sort();
    Ok(paths)
}

fn file_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    printable(&name).longest(400).to_string()
}

/// Makes images of a small folder of layers, to have something to show: two platforms, one of them with two layers.
///
/// # Errors
/// When it cannot be written.
pub fn demonstration(tag: &str, layout: &Layout) -> Result<Made, Failure> {
    let folder = layout.folder().with_extension("layers");
    let made = write_layers(&folder).and_then(|()| make(&folder, tag, layout));
    // A folder that stays behind is no error.
    let _ = fs::remove_dir_all(&folder);
    made
}

fn write_layers(folder: &Path) -> Result<(), Failure> {
    // Blocks of zeros are an empty tar.
    let layers = [
        ("linux-amd64", "0-base.tar", 1024),
        ("linux-amd64", "1-top.tar", 10240),
        ("linux-arm-v7", "0-base.tar", 1024),
    ];
    for (platform, name, size) in layers {
        let folder = folder.join(platform);
        let written = fs::create_dir_all(&folder).and_then(|()| fs::write(folder.join(name), vec![0; size]));
        written.map_err(in_file(&folder.display().to_string()))?;
    }
    Ok(())
}
