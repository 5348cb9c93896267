using System.Globalization;
using System.Text.RegularExpressions;

namespace Wfn.EndToEnd.Tests;

/// <summary>The samples of the repository, built and run as they stand.</summary>
[Collection(Samples.Name)]
public sealed partial class SampleTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("wfn-samples-").FullName;

    [Fact]
    public void TheAppAnswersAsItsArtifactSaysItWasMeasured()
    {
        var sample = Samples.Folder("FashionMnist");
        var output = ChildProcess.Dotnet(sample, "run", "-c", "Release", "-v", "q");

        var header = File.ReadAllText(Path.Combine(sample, "fashion-resnet8.wfn"));
        var measured = double.Parse(MeasuredAccuracy().Match(header).Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"accuracy {measured:F4}"), output, StringComparison.Ordinal);
        Assert.Contains("images 10000", output, StringComparison.Ordinal);
        Assert.True(measured > 0.9, $"{measured} is less than the network can");
    }

    [LongFact]
    public void TheWholePathEndsInItsTable()
    {
        var sample = Samples.Folder("WholePath");
        // The README's first command; it would end with exit code 2 if accuracy were lost.
        var output = ChildProcess.Dotnet(sample, "run", "-c", "Release", "--", "--output", folder);

        Assert.Matches(@"original network\W+92\.67", output);
        Assert.Matches(@"generated code in the app\W+9\d\.\d\d", output);
        Assert.Matches(@"95 % interval\)\W+\d\.\d\d points \(−\d\.\d\d to \+\d\.\d\d\)", output);
        Assert.Contains("unique weights", output, StringComparison.Ordinal);
        Assert.Contains("bits a weight", output, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [GeneratedRegex(@"accuracyFixedPoint\D+(0\.\d+)")]
    private static partial Regex MeasuredAccuracy();
}
