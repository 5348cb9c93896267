namespace Wfn.Tool.Tests;

/// <summary>Data that is suspicious but no reason to refuse it.</summary>
public sealed class DataWarningTests : IDisposable
{
    private static readonly byte[] Labels = [.. Enumerable.Range(0, 200).Select(i => (byte)(i % 10))];

    private readonly TemporaryFolder folder = new();
    private readonly byte[] images = TestModels.Images(200);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void EvaluationDataThatIsTheTrainingData()
    {
        // Other files with the same samples in other order.
        var train = Write("train", Enumerable.Range(0, 40));
        var same = Write("same", Enumerable.Range(0, 40).Reverse());

        Assert.Contains("warning WFN3006: all 40 samples of --eval are in --data", Compress("--data", train, "--eval", same), StringComparison.Ordinal);
        Assert.Contains("warning WFN3006: ", Evaluate(train), StringComparison.Ordinal);
        Assert.DoesNotContain("WFN3006", Evaluate(same), StringComparison.Ordinal);
    }

    [Fact]
    public void EvaluationDataThatOverlapsTheTrainingData()
    {
        var train = Write("train", Enumerable.Range(0, 60));
        var overlapping = Write("overlapping", Enumerable.Range(58, 100));
        var nearlyApart = Write("nearly", Enumerable.Range(59, 100));

        Assert.Contains(
            "warning WFN3006: 2 of the 100 samples of --eval are in --data", Compress("--data", train, "--eval", overlapping), StringComparison.Ordinal);
        Assert.DoesNotContain("WFN3006", Compress("--data", train, "--eval", nearlyApart), StringComparison.Ordinal);
        Assert.DoesNotContain("WFN3006", Compress("--data", train, "--eval", train, "--no-retrain"), StringComparison.Ordinal);
    }

    [Fact]
    public void ClassesThatNeverOccur()
    {
        var some = Write("some", Enumerable.Range(0, 100).Where(i => i % 10 is not (3 or 7)));
        var all = Write("all", Enumerable.Range(0, 100));

        Assert.Contains("warning WFN3007: 2 of the 10 classes never occur in --data (3, 7)", Compress("--data", some), StringComparison.Ordinal);
        Assert.DoesNotContain("WFN3007", Compress("--data", all), StringComparison.Ordinal);
        Assert.DoesNotContain("WFN3007", Compress("--data", folder.File("some-images")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(30)]
    public void FewerSamplesThanABatch(int count)
    {
        var run = Compress("--data", Write("few", Enumerable.Range(0, count)), "--batch-size", "32");

        Assert.Contains("warning WFN3008: ", run, StringComparison.Ordinal);
        Assert.Contains("fewer than the 32 of a batch", run, StringComparison.Ordinal);
        Assert.DoesNotContain("WFN3008", Compress("--data", Write("more", Enumerable.Range(0, 33)), "--batch-size", "32"), StringComparison.Ordinal);
    }

    private string Write(string name, IEnumerable<int> chosen)
    {
        var samples = chosen.ToArray();
        return TestModels.WriteIdx(
            folder, name, [.. samples.SelectMany(i => images.AsSpan(i * 784, 784).ToArray())], 28, 28, [.. samples.Select(i => Labels[i])]);
    }

    // What the command says besides its result.
    private string Compress(params string[] options) => Run(
    [
        "compress", TestModels.Cnn, "-o", folder.File("c.wfn"), "--delta", "0.01", "--fractions", "1", "--epochs", "1", "--polish-epochs", "0", "--threads", "1", .. options,
    ]);

    private string Evaluate(string data) => Run("evaluate", folder.File("c.wfn"), "--data", data);

    private static string Run(params string[] arguments)
    {
        var run = ToolRun.Of(arguments);
        Assert.True(run.ExitCode == ExitCodes.Done, run.Error);
        return run.Error;
    }
}
