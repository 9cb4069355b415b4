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
    /// `None` when the stream has ended.
    verifier: Option<Verifier>,
    held: Option<Bytes>,
}

impl<S> VerifyStream<S> {
    /// Verifies what `inner` yields against this digest and, where it is known, this size in bytes.
    pub fn new(inner: S, digest: &Digest, size: Option<u64>) -> Self {
        Self { inner, verifier: Some(Verifier::new(digest, size)), held: None }
    }

    fn fail<T, E>(&mut self, err: StreamError<E>) -> Poll<Option<Result<T, StreamError<E>>>> {
        self.verifier = None;
        self.held = None;
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
        loop {
            let Some(verifier) = &mut this.verifier else {
                return Poll::Ready(None);
            };
            match ready!(Pin::new(&mut this.inner).poll_next(cx)) {
                Some(Ok(chunk)) if chunk.is_empty() => {}
                Some(Ok(chunk)) => {
                    if let Err(err) = verifier.update(&chunk) {
                        return this.fail(StreamError::Verify(err));
                    }
                    let out = if verifier.remaining().is_none_or(|left| left == 0) {
                        this.held.replace(chunk)
                    } else {
                        Some(chunk)
                    };
                    if out.is_some() {
                        return Poll::Ready(out.map(Ok));
                    }
                }
                Some(Err(err)) => return this.fail(StreamError::Stream(err)),
                None => {
                    let result = this.verifier.take().map_or(Ok(()), Verifier::finish);
                    return match result {
                        Ok(()) => Poll::Ready(this.held.take().map(Ok)),
                        Err(err) => this.fail(StreamError::Verify(err)),
                    };
                }
            }
        }
    }
}

/// Why a [`VerifyStream`] failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StreamError<E> {
    /// The inner stream failed.
    Stream(E),
    /// The content is wrong, or can not be verified.
    Verify(VerifyError),
}

impl<E: fmt::Display> fmt::Display for StreamError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stream(err) => write!(f, "the stream failed: {err}"),
            Self::Verify(err) => err.fmt(f),
        }
    }
}

impl<E: core::error::Error + 'static> core::error::Error for StreamError<E> {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Stream(err) => Some(err),
            Self::Verify(err) => Some(err),
        }
    }
}
