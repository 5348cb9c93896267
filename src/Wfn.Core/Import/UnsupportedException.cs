namespace Wfn.Import;

/// <summary>
/// A node asks for something that is not supported. Caught where nodes are walked through, so that all of them can be named
/// in one message; never leaves the importer.
/// </summary>
internal sealed class UnsupportedException(string reason) : Exception(reason);
