using Wfn.Diagnostics;
using Wfn.Fixing;
using Wfn.Graph;
using Wfn.Training.Data;

namespace Wfn.Training.Tests.Checkpoints;

public sealed class ResumeTests
{
    private const int Features = 6;
    private const int Classes = 3;

    private static readonly RetrainingOptions Options = new()
    {
        FirstEpochs = 2,
        Epochs = 2,
        PolishEpochs = 4,
        BatchSize = 32,
        Threads = 1,
        Fixing = new FixingOptions { Delta = 0.05, Fractions = [0.5, 0.9, 1], Recluster = true },
    };

    [Theory]
    [InlineData("the defaults")]
    [InlineData("rounds that move nothing fixed")]
    [InlineData("descent")]
    public void ARunThatIsInterruptedAnywhereEndsAsIfItHadNotBeen(string what)
    {
        var options = what switch
        {
            "rounds that move nothing fixed" => Options with { Fixing = Options.Fixing with { Recluster = false } },
            "descent" => Options with { Optimiser = OptimiserKind.Sgd, BestOfRound = false, FixedPointEpochs = 0, RegularisationRatio = 0 },
            _ => Options,
        };
        var undisturbed = Retraining.Run(Network(), Data(), null, options);
        using var folder = new TemporaryFolder();
        var checkpoint = folder.File("run.checkpoint");
        var sittings = 0;
        for (RetrainedNetwork? result = null; result is null;)
        {
            Assert.True(++sittings < 60, "the run does not get on");
            using var source = new CancellationTokenSource();

            // Some sittings end in their first epoch, before they have saved anything.
            var left = 4 + (7 * sittings % 19);
            var progress = new Relay(report =>
            {
                if (report.Batch > 0 && left-- == 0)
                {
                    source.Cancel();
                }
            });
            try
            {
                result = Retraining.Run(Network(), Data(), null, options, null, checkpoint, progress, source.Token);
                Assert.Equal(undisturbed.Graph, result.Graph);
                Assert.Equal(undisturbed.Accuracy, result.Accuracy);
                Assert.Equal(undisturbed.OriginalAccuracy, result.OriginalAccuracy);
                Assert.Equal(
                    undisturbed.History.Select(round => round with { Seconds = 0 }), result.History.Select(round => round with { Seconds = 0 }));
            }
            catch (OperationCanceledException)
            {
            }
        }

        Assert.True(sittings > 3, $"{sittings} sittings");
    }

    [Fact]
    public void AFinishedRunIsNotRepeated()
    {
        using var folder = new TemporaryFolder();
        var checkpoint = folder.File("run.checkpoint");
        var first = Retraining.Run(Network(), Data(), null, Options, null, checkpoint);
        var batches = 0;
        var second = Retraining.Run(Network(), Data(), null, Options, null, checkpoint, new Relay(report => batches += report.Batch));
        Assert.Equal(first.Graph, second.Graph);
        Assert.Equal(0, batches);
    }

    [Theory]
    [InlineData("other options")]
    [InlineData("other data")]
    [InlineData("a flipped bit")]
    [InlineData("half of it")]
    [InlineData("nothing")]
    public void ACheckpointThatDoesNotFitIsPutAside(string what)
    {
        using var folder = new TemporaryFolder();
        var checkpoint = folder.File("run.checkpoint");
        Retraining.Run(Network(), Data(what == "other data" ? 2 : 1), null, what == "other options" ? Options with { Epochs = 1 } : Options, null, checkpoint);
        var bytes = File.ReadAllBytes(checkpoint);
        if (what == "a flipped bit")
        {
            bytes[bytes.Length / 2] ^= 4;
        }

        bytes = what == "half of it" ? bytes[..(bytes.Length / 2)] : what == "nothing" ? [] : bytes;
        File.WriteAllBytes(checkpoint, bytes);
        var stages = new HashSet<RetrainingStage>();

        var result = Retraining.Run(Network(), Data(), null, Options, null, checkpoint, new Relay(report => stages.Add(report.Stage)));

        Assert.Contains(RetrainingStage.CheckpointPutAside, stages);
        Assert.Contains(RetrainingStage.Training, stages);
        Assert.Equal(bytes, File.ReadAllBytes(checkpoint + ".old"));
        Assert.Equal(Retraining.Run(Network(), Data(), null, Options).Graph, result.Graph);
    }

    [Fact]
    public void WhatGoesWrongInAnEpochDoesNotSpoilTheCheckpoint()
    {
        using var folder = new TemporaryFolder();
        var checkpoint = folder.File("run.checkpoint");

        // Far too long a step, so that numbers overflow sooner or later.
        var wild = Options with { LearningRate = 100, GradientClip = 1e30, FirstEpochs = 50, Optimiser = OptimiserKind.Sgd };
        var graph = new NetworkChain(Features).Linear(Features, 16).Linear(16, 16).Linear(16, 16).Linear(16, Classes).Build();
        var stages = new HashSet<RetrainingStage>();
        for (var sitting = 0; sitting < 2; sitting++)
        {
            stages.Clear();
            var exception = Assert.Throws<WfnException>(
                () => Retraining.Run(graph, Data(), null, wild, null, checkpoint, new Relay(report => stages.Add(report.Stage))));
            Assert.Equal(DiagnosticCodes.TrainingFailed, exception.Code);
            Assert.Contains("no longer a number", exception.Message, StringComparison.Ordinal);
        }

        // Whatever epoch it was: what was saved before it is still there, and good.
        Assert.Equal(File.Exists(checkpoint), stages.Contains(RetrainingStage.Resumed));
        Assert.DoesNotContain(RetrainingStage.CheckpointPutAside, stages);
    }

    [Fact]
    public void ACheckpointThatCannotBeWrittenIsNamed()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.File("missing"), "run.checkpoint");
        var exception = Assert.Throws<WfnException>(() => Retraining.Run(Network(), Data(), null, Options, null, path));
        Assert.Equal(DiagnosticCodes.TrainingFailed, exception.Code);
        Assert.Equal(path, exception.File);
    }

    private static NetworkGraph Network() =>
        new NetworkChain(Features).Linear(Features, 16).BatchNorm(16).Relu().Linear(16, Classes).Build();

    private static LabelledData Data(int seed = 1)
    {
        var random = new SeededRandom(seed);
        var labels = Enumerable.Range(0, 200).Select(_ => random.Next(Classes)).ToArray();
        var samples = labels
            .SelectMany(label => Enumerable.Range(0, Features).Select(j => (j % Classes == label ? 1 : 0) + (random.Next(1000) / 1000f)))
            .ToArray();
        return new LabelledData(samples, TensorShape.Of(Features), labels);
    }

    private sealed class Relay(Action<RetrainingProgress> receive) : IProgress<RetrainingProgress>
    {
        public void Report(RetrainingProgress value) => receive(value);
    }
}
