using System.Runtime.CompilerServices;

namespace Wfn.Testing;

/// <summary>
/// Snapshots by the conventions of Verify (https://github.com/VerifyTests/Verify): <c>Class.Method.verified.cs</c> beside the test is
/// what was reviewed, <c>Class.Method.received.cs</c> what came out otherwise. Verify.Xunit can take this file's place.
/// </summary>
/// <remarks>
/// What came out is accepted by moving the one file over the other, or for all tests of a run by the environment variable
/// WFN_ACCEPT_SNAPSHOTS=1; git shows what was accepted.
/// </remarks>
internal static class Verifier
{
    /// <summary>Compares a text with the reviewed one of the calling test.</summary>
    /// <param name="target">The text.</param>
    /// <param name="extension">The extension of its files.</param>
    /// <param name="sourceFile">The file of the test class, which has the class's name.</param>
    /// <param name="method">The test.</param>
    public static async Task Verify(
        string target, string extension = "txt", [CallerFilePath] string sourceFile = "", [CallerMemberName] string method = "")
    {
        var name = $"{Path.ChangeExtension(Repository.SourceFile(sourceFile), null)}.{method}";
        var (verified, received) = ($"{name}.verified.{extension}", $"{name}.received.{extension}");
        File.Delete(received);
        var actual = target.ReplaceLineEndings("\n").TrimEnd('\n') + "\n";
        var expected = File.Exists(verified) ? (await File.ReadAllTextAsync(verified)).ReplaceLineEndings("\n") : null;
        if (actual == expected)
        {
            return;
        }

        var accepts = Environment.GetEnvironmentVariable("WFN_ACCEPT_SNAPSHOTS") == "1";
        await File.WriteAllTextAsync(accepts ? verified : received, actual);
        Assert.True(accepts, $"{Path.GetFileName(verified)} {(expected is null ? "is not there yet" : $"differs {Difference(expected, actual)}")}; see {received}");
    }

    private static string Difference(string expected, string actual)
    {
        var (before, after) = (expected.Split('\n'), actual.Split('\n'));
        var line = before.Zip(after).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"from line {line + 1} on:\n- {before.ElementAtOrDefault(line)}\n+ {after.ElementAtOrDefault(line)}\n";
    }
}
