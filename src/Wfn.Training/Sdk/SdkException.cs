namespace Wfn.Training.Sdk;

/// <summary>The .NET SDK cannot be run; the message says why.</summary>
internal sealed class SdkException(string message, Exception? cause = null) : Exception(message, cause);
