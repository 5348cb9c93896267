using Wfn.Experiments.Accuracy.Results;
using Wfn.Experiments.Accuracy.Statistics;
using Wfn.Graph;

namespace Wfn.Experiments.Accuracy.Tests;

public sealed class StatisticsTests
{
    [Fact]
    public void WilsonIntervalIsThePublishedOne()
    {
        // 15 of 148 (Newcombe, 1998, table I): 0.0624 to 0.1605.
        var interval = Interval.Wilson(15, 148);
        Assert.Equal(0.0624, interval.Lower, 1e-4);
        Assert.Equal(0.1605, interval.Upper, 1e-4);
    }

    [Theory]
    [InlineData(10, 2, 2 * (1 + 12 + 66) / 4096.0)]
    [InlineData(2, 10, 2 * (1 + 12 + 66) / 4096.0)]
    [InlineData(3, 3, 1)]
    [InlineData(0, 0, 1)]
    public void McNemarAddsUpTheBinomialTail(int won, int lost, double expected) =>
        Assert.Equal(expected, new PairedDifference(0, default, won, lost).P, 1e-12);

    [Fact]
    public void McNemarSurvivesThousandsOfDifferences()
    {
        var p = new PairedDifference(0, default, 2600, 2400).P;
        Assert.InRange(p, 0.004, 0.006);
    }

    [Fact]
    public void PairedDifferenceIsTheMeanOverSamplesAndSeeds()
    {
        bool[] original = [true, true, false, false];
        var one = PairedDifference.Of(original, [[true, false, true, true]]);
        Assert.Equal((0.25, 2, 1), (one.Difference, one.Won, one.Lost));
        Assert.Equal(0.5, (one.Interval.Lower + one.Interval.Upper) / 2, 0.3);
        var deviation = Math.Sqrt((3 / 4.0) - (1 / 16.0));
        Assert.Equal(Interval.Quantile * deviation / 2, one.Interval.Upper - one.Difference, 1e-12);

        var two = PairedDifference.Of(original, [[true, false, true, true], [true, true, false, true]]);
        Assert.Equal((0.25, 3, 1), (two.Difference, two.Won, two.Lost));
    }

    [Fact]
    public void OutcomesAreKeptSampleBySample()
    {
        var right = Enumerable.Range(0, 37).Select(i => i % 3 == 1).ToArray();
        var accuracy = MeasuredAccuracy.Of(right, null);
        Assert.Equal(right, accuracy.Unpack());
        Assert.Equal(right.Count(one => one) / 37.0, accuracy.TopOne);
        Assert.Null(accuracy.ToOriginal);
    }

    [Fact]
    public void ValuesAreCountedOverTheWholeNetwork()
    {
        var graph = new NetworkGraph
        {
            Name = "",
            Inputs = [],
            Outputs = [],
            Nodes = [],
            Parameters =
            [
                new Parameter("a", ParameterRole.Weight, TensorShape.Of(2, 2), [0.5f, 0, -0.0f, 0.5f]),
                new Parameter("b", ParameterRole.Bias, TensorShape.Of(2), [0.5f, 3]),
                new Parameter("c", ParameterRole.Statistic, TensorShape.Of(1), [7]),
            ],
        };
        var counts = ValueCounts.Of(graph);
        Assert.Equal((6, 3), (counts.Weights, counts.Unique));
        Assert.Equal((0.5 * 1) + (Math.Log2(3) / 3) + (Math.Log2(6) / 6), counts.EntropyBits, 1e-12);
    }

    [Fact]
    public void ResultsAreReadAsTheyWereWritten()
    {
        var path = Directory.CreateTempSubdirectory().FullName;
        try
        {
            var folder = new ResultFolder(path);
            var result = new RunResult
            {
                Network = "net",
                Method = "method",
                Seed = 2,
                Weights = 10,
                UniqueWeights = 3,
                EntropyBits = 1.25,
                PayloadBitsPerWeight = 1.5,
                WeightsByTerms = [7, 3],
                Float = MeasuredAccuracy.Of([true, false], [false, false]),
                FixedPoint = null,
                Epochs = 27,
                TrainingSeconds = 1.5,
                TrainingSamples = 100,
                TrainingData = "train",
                TestData = "test",
                Threads = 1,
                Machine = "machine",
                Date = "2026-01-01",
                Command = "lossless run",
            };
            folder.Write(result);
            var read = folder.Find("net-method-seed2")!;
            Assert.Equal(result with { WeightsByTerms = null }, read with { WeightsByTerms = null });
            Assert.Equal(result.WeightsByTerms, read.WeightsByTerms);
            Assert.Null(folder.Find("net-method-seed1"));
            Assert.Single(folder.All());
        }
        finally
        {
            Directory.Delete(path, recursive: true);
        }
    }
}
