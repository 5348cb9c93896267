using System.Globalization;
using Wfn.Artifact;

namespace Wfn.Tool.Tests;

/// <summary>Fixing without training by samples that have labels.</summary>
public sealed class LabelledCalibrationTests : IDisposable
{
    private const int Features = 24;
    private const int Classes = 6;

    private readonly TemporaryFolder folder = new();
    private readonly float[] weights;

    public LabelledCalibrationTests()
    {
        var random = new Random(11);
        weights = [.. Enumerable.Range(0, Features * Classes).Select(_ => (float)((random.NextDouble() + random.NextDouble() - 1) * 0.9))];
        folder.Write("m.onnx", TestModels.MatMul(Features, Classes, weights));
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void LabelsDecideHowMuchIsSpent()
    {
        var data = Write("drawn.csv", 3000, Drawn);

        var run = Compress("c", "--calibration", data);

        Assert.True(run.ExitCode == ExitCodes.Done, run.Error);
        Assert.Contains(": lossless", run.Error, StringComparison.Ordinal);
        Assert.Contains("without --eval this is not confirmed", run.Error, StringComparison.Ordinal);

        // A loss that is allowed makes it smaller.
        var allowed = Compress("d", "--calibration", data, "--eval", data, "--max-accuracy-loss", "0.1", "--max-output-change", "0.9");
        Assert.True(allowed.Json().GetProperty("entropyBits").GetDouble() < run.Json().GetProperty("entropyBits").GetDouble() - 0.3, run.Error + allowed.Error);
        Assert.Contains(WfnReader.Read(File.ReadAllText(folder.File("d.wfn")), null).Options, option => option.Name == "mostBits");
    }

    [Fact]
    public void WhatIsNotLosslessEndsWithTheClosestAndTheReason()
    {
        // The original is always right, but hardly decides: whatever changes loses.
        var run = Compress("c", "--calibration", Write("doubtful.csv", 3000, Doubtful));

        Assert.Equal(ExitCodes.LimitNotMet, run.ExitCode);
        Assert.Contains("no codebook was lossless; the closest has", run.Error, StringComparison.Ordinal);
        Assert.Matches("activations of 8 bits do|training \\(--data\\) loses less|too few to tell", run.Error);
        Assert.True(File.Exists(folder.File("c.rejected.wfn")));
        Assert.False(File.Exists(folder.File("c.wfn")));
    }

    [Fact]
    public void WhereLabelsAreFewOutputsDecideToo()
    {
        var run = Compress("c", "--calibration", Write("few.csv", 560, Drawn));

        Assert.Contains("too few to decide by alone", run.Error, StringComparison.Ordinal);
        Assert.InRange(run.Json().GetProperty("outputChange").GetDouble(), 0, 0.06);
    }

    [Fact]
    public void OtherDataMayRefuteIt()
    {
        var run = Compress("c", "--calibration", Write("drawn.csv", 3000, Drawn), "--eval", Write("doubtful.csv", 2000, Doubtful));

        Assert.Equal(ExitCodes.LimitNotMet, run.ExitCode);
        Assert.Contains("lossless on the labelled samples, but not on --eval", run.Error, StringComparison.Ordinal);
    }

    private ToolRun Compress(string name, params string[] options) =>
        ToolRun.Of(["compress", folder.File("m.onnx"), "-o", folder.File(name + ".wfn"), "--json", .. options]);

    // Labels at the odds that the network gives them: what is as good as it is right as often.
    private static int? Drawn(double[] scores, Random random)
    {
        var odds = scores.Select(Math.Exp).ToArray();
        var at = random.NextDouble() * odds.Sum();
        return Enumerable.Range(0, Classes).First(label => (at -= odds[label]) <= 0 || label == Classes - 1);
    }

    private static int? Doubtful(double[] scores, Random random)
    {
        var sorted = scores.OrderDescending().ToArray();
        return sorted[0] - sorted[1] < 0.1 ? Array.IndexOf(scores, sorted[0]) : null;
    }

    private string Write(string name, int count, Func<double[], Random, int?> label)
    {
        var random = new Random(name.Length);
        var lines = new List<string>();
        while (lines.Count < count)
        {
            var x = Enumerable.Range(0, Features).Select(_ => Math.Round((2 * random.NextDouble()) - 1, 3)).ToArray();
            var scores = Enumerable.Range(0, Classes).Select(c => x.Select((value, row) => value * weights[(row * Classes) + c]).Sum()).ToArray();
            if (label(scores, random) is { } known)
            {
                lines.Add(string.Join(',', x.Select(value => value.ToString(CultureInfo.InvariantCulture))) + "," + known.ToString(CultureInfo.InvariantCulture));
            }
        }

        File.WriteAllLines(folder.File(name), lines);
        return folder.File(name);
    }
}
