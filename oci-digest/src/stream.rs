//! A stream of chunks that verifies what passes through it: what HTTP clients hand out.

use core::fmt;
use core::pin::Pin;
use core::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;

use crate::{Digest, Verifier, VerifyError};

/// A stream that verifies the chunks of another one.
///
/// The last chunk is held back until all content was verified: who has got every chunk has got the right content.
/// (Where the size is not known, that means a delay of one chunk.) An error ends the stream.
///
/// The inner stream must be `Unpin`; pin it (`Box::pin`, `core::pin::pin!`) if it is not.
///
/// ```
/// use bytes::Bytes;
/// use futures_core::Stream;
/// use oci_digest::{Digest, StreamError, VerifyStream};
///
/// async fn pull<S, E>(body: S, digest: &Digest, size: u64) -> Result<Vec<u8>, StreamError<E>>
/// where
///     S: Stream<Item = Result<Bytes, E>> + Unpin,
/// {
///     let mut verified = VerifyStream::new(body, digest, Some(size));
///     let mut content = Vec::new();
///     while let Some(chunk) = core::future::poll_fn(|cx| core::pin::Pin::new(&mut verified).poll_next(cx)).await {
///         content.extend_from_slice(&chunk?);
///     }
///     Ok(content)
/// }
/// ```
#[derive(Debug)]
#[must_use = "streams do nothing unless polled"]
pub struct VerifyStream<S> {
    inner: S,
    verifier: Verifier,
    ended: bool,
    /// A chunk that waits for the verdict, and the verifier before it.
    held: Option<(Bytes, Verifier)>,
}

impl<S> VerifyStream<S> {
    /// Verifies what `inner` yields against this digest and, where it is known, this size in bytes.
    pub fn new(inner: S, digest: &Digest, size: Option<u64>) -> Self {
        Self::with_verifier(inner, Verifier::new(digest, size))
    }

    /// Goes on with a verifier that may have taken bytes before: a download that broke.
    pub const fn with_verifier(inner: S, verifier: Verifier) -> Self {
        Self { inner, verifier, ended: false, held: None }
    }

    /// Number of bytes handed out, those that the verifier took before included.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.held.as_ref().map_or(&self.verifier, |(_, before)| before).position()
    }

    /// The stream, and the verifier of the bytes that were handed out: *not a verdict*. Also after an error of the inner
    /// stream.
    pub fn into_parts(self) -> (S, Verifier) {
        (self.inner, self.held.map_or(self.verifier, |(_, before)| before))
    }

    fn fail<T, E>(&mut self, err: StreamError<E>) -> Poll<Option<Result<T, StreamError<E>>>> {
        self.ended = true;
        Poll::Ready(Some(Err(err)))
    }
}

impl<S, E> Stream for VerifyStream<S>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin,
{
    type Item = Result<Bytes, StreamError<E>>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        while !this.ended {
            match ready!(Pin::new(&mut this.inner).poll_next(cx)) {
                Some(Ok(chunk)) if chunk.is_empty() => {}
                Some(Ok(chunk)) => {
                    // A chunk that may be the last one waits.
                    let waits = this.verifier.remaining().is_none_or(|left| left <= chunk.len() as u64);
                    let before = waits.then(|| this.verifier.clone());
                    if let Err(err) = this.verifier.update(&chunk) {
                        return this.fail(StreamError::Verify(err));
                    }
                    let out = match before {
                        Some(before) => this.held.replace((chunk, before)).map(|(chunk, _)| chunk),
                        None => Some(chunk),
                    };
                    if out.is_some() {
                        return Poll::Ready(out.map(Ok));
                    }
                }
                Some(Err(err)) => return this.fail(StreamError::Stream(err)),
                None => {
                    return match this.verifier.clone().finish() {
                        Ok(()) => {
                            this.ended = true;
                            Poll::Ready(this.held.take().map(|(chunk, _)| Ok(chunk)))
                        }
                        Err(err) => this.fail(StreamError::Verify(err)),
                    };
                }
            }
        }
        Poll::Ready(None)
    }
}

/// Why a [`VerifyStream`] failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StreamError<E> {
    /// The inner stream failed.
    Stream(E),
    /// The content is wrong, or cannot be verified.
    Verify(VerifyError),
}

impl<E> fmt::Display for StreamError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stream(_) => f.write_str("the stream failed"),
            Self::Verify(err) => err.fmt(f),
        }
    }
}

#[cfg(feature = "std")]
impl<E: core::error::Error + Send + Sync + 'static> From<StreamError<E>> for std::io::Error {
    fn from(error: StreamError<E>) -> Self {
        match error {
            StreamError::Stream(error) => Self::other(error),
            StreamError::Verify(error) => error.into(),
        }
    }
}

impl<E: core::error::Error + 'static> core::error::Error for StreamError<E> {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Stream(err) => Some(err),
            // The sentence is that of the error.
            Self::Verify(err) => err.source(),
        }
    }
}
