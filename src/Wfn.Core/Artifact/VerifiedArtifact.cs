using Wfn.Diagnostics;

namespace Wfn.Artifact;

/// <summary>Writes artifacts for users, and reads each back before anybody relies on it.</summary>
public static class VerifiedArtifact
{
    /// <summary>The artifact's text.</summary>
    /// <param name="artifact">The artifact.</param>
    /// <param name="model">The file that it was made of, which a message names.</param>
    /// <param name="size">How large its parts are.</param>
    /// <exception cref="WfnException">The text does not read back as it was written: a failure of ours (WFN9001), told about the user's file.</exception>
    public static string Write(WfnArtifact artifact, string model, out ArtifactSize size)
    {
        var text = WfnWriter.Write(artifact);
        try
        {
            return WfnWriter.Write(WfnReader.Read(text, file: null, out size)) == text ? text : throw Failed(model, "it reads back otherwise", cause: null);
        }
        catch (WfnException e) when (e.Code != DiagnosticCodes.Internal)
        {
            throw Failed(model, e.Message, e);
        }
    }

    private static WfnException Failed(string model, string reason, WfnException? cause) => new(
        DiagnosticCodes.Internal,
        $"a failure of WfnBuild itself: what was made of this model cannot be kept as an artifact, {reason} (please report it with the model); nothing was written",
        model,
        innerException: cause);
}
