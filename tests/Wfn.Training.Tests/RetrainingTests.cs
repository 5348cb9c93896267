using System.Text.Json;
using Wfn.Diagnostics;
using Wfn.Fixing;
using Wfn.Graph;
using Wfn.Reference;
using Wfn.Training.Data;
using Wfn.Training.Optimisation;

namespace Wfn.Training.Tests;

public sealed class RetrainingTests
{
    private const int Classes = 4;
    private const int Features = 6;

    private static readonly RetrainingOptions Quick = new()
    {
        FirstEpochs = 12,
        Epochs = 2,
        BatchSize = 32,
        LearningRate = 0.01,
        PolishLearningRate = 0.001,
        Threads = 1,
        Fixing = new FixingOptions { Delta = 0.05, Fractions = [0.5, 0.9, 1] },
    };

    [Fact]
    public void LearnsAndEndsWithEveryWeightOnTheCodebook()
    {
        var result = Retraining.Run(Network(), Clusters(600, 1), Clusters(200, 2), Quick);

        Assert.True(result.OriginalAccuracy < 0.7);
        Assert.True(result.Accuracy > 0.95, $"accuracy {result.Accuracy}");
        Assert.Equal(200, result.ValidationSamples);
        Assert.Equal([0.5, 0.9, 1], result.History.Select(round => round.Fraction));
        Assert.True(result.History[0].Loss > result.History[^1].Loss / 10);
        var values = result.Graph.Parameters.SelectMany(parameter => parameter.Values).ToHashSet();
        Assert.Subset(PolishingCentres.Of(result.LastRound.Centres.AsSpan(), Quick.Fixing.ZeroThreshold).ToHashSet(), values);
        Assert.True(values.Count <= result.History[^1].UniqueWeights, $"{values.Count} values");
        Assert.Equal(result.Accuracy, Accuracy(result.Graph, Clusters(200, 2)), 1e-9);
    }

    [Fact]
    public void ANetworkWithoutABatchIsRefusedBeforeAnythingStarts()
    {
        var graph = new OnnxModel(13).Input("x", 1, Features).Output("y").Ramp("w", 0.1f, Features, Classes)
            .Node("MatMul", ["x", "w"], "p").Node("Flatten", ["p"], "y", ("axis", 0)).Import().Graph;

        var exception = Assert.Throws<WfnException>(() => Retraining.Run(graph, Clusters(20, 1), null, Quick));

        Assert.Equal(DiagnosticCodes.UnsupportedOperator, exception.Code);
        Assert.Contains("no axis of its inputs is a batch", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FixedWeightsDoNotMoveWhileTheOthersTrain()
    {
        var graph = Network();
        var before = graph.Parameters.SelectMany(parameter => parameter.Values).ToArray();
        var first = WeightFixing.Cluster(before, 0, Quick.Fixing, null);

        var result = Retraining.Run(graph, Clusters(300, 1), null, Quick with { FirstEpochs = 0, PolishEpochs = 0 });

        var after = result.Graph.Parameters.SelectMany(parameter => parameter.Values).ToArray();
        var moved = 0;
        for (var i = 0; i < before.Length; i++)
        {
            var centre = first.Assignment[i];
            Assert.True(centre < 0 || after[i] == first.Centres[centre]);
            moved += centre < 0 && Math.Abs(after[i] - before[i]) > 0.1 * Math.Abs(before[i]) ? 1 : 0;
        }

        Assert.True(moved > before.Length / 4, $"{moved} free weights moved");
    }

    [Fact]
    public void SameSeedAndThreadsGiveTheSameBitsAndAnotherSeedDoesNot()
    {
        var first = Retraining.Run(Network(), Clusters(300, 1), null, Quick);
        var second = Retraining.Run(Network(), Clusters(300, 1), null, Quick);
        var other = Retraining.Run(Network(), Clusters(300, 1), null, Quick with { Seed = 2 });
        Assert.Equal(first.Graph, second.Graph);
        Assert.NotEqual(first.Graph, other.Graph);
    }

    [Fact]
    public void ExcludedParametersAreTrainedButStayOffTheCodebook()
    {
        var graph = Network();
        var excluded = graph.Parameters[0].Name;
        var result = Retraining.Run(graph, Clusters(300, 1), null, Quick with { Exclude = [excluded] });
        var parameter = result.Graph.Parameters[0];
        Assert.NotEqual(graph.Parameters[0], parameter);
        Assert.True(parameter.Values.Distinct().Count() > 100);
        Assert.Subset(
            PolishingCentres.Of(result.LastRound.Centres.AsSpan(), Quick.Fixing.ZeroThreshold).ToHashSet(),
            result.Graph.Parameters.Skip(1).SelectMany(p => p.Values).ToHashSet());
    }

    [Fact]
    public void BatchNormStatisticsFitTheFixedWeights()
    {
        var graph = new NetworkChain(Features).Linear(Features, 24).BatchNorm(24).Relu().Linear(24, Classes).Build();
        var train = Clusters(600, 1);
        var result = Retraining.Run(graph, train, Clusters(200, 2), Quick);
        Assert.True(result.Accuracy > 0.95, $"accuracy {result.Accuracy}");

        var norm = (Operators.BatchNormNode)graph.Nodes[1];
        var mean = result.Graph.Parameters.Single(p => p.Name == norm.Mean).Values;
        var sums = new double[24];
        var executor = new FloatExecutor(result.Graph);
        executor.Run(train.Samples.Span, train.Count, new float[train.Count * Classes], (name, values) =>
        {
            for (var i = 0; name == norm.Inputs[0] && i < sums.Length; i++)
            {
                sums[i] += values[i];
            }
        });
        for (var channel = 0; channel < sums.Length; channel++)
        {
            Assert.Equal(sums[channel] / train.Count, mean[channel], 0.02 + (0.02 * Math.Abs(mean[channel])));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(33)]
    [InlineData(501)]
    public void BatchesOfOneSampleHaveNoStatisticsOfTheirOwn(int samples)
    {
        var graph = new NetworkChain(Features).Linear(Features, 8).BatchNorm(8).Relu().Linear(8, Classes).Build();
        var result = Retraining.Run(graph, Clusters(samples, 1), Clusters(20, 2), Quick with { FirstEpochs = 1 });
        Assert.All(result.Graph.Parameters.SelectMany(parameter => parameter.Values), value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void ASoftmaxAtTheEndIsNotTakenTwice()
    {
        var plain = Network();
        var builder = new NetworkChain(Features).Linear(Features, 24).Relu().Linear(24, Classes).Softmax(1);
        var first = Retraining.Run(plain, Clusters(300, 1), null, Quick);
        var second = Retraining.Run(builder.Build(), Clusters(300, 1), null, Quick);
        Assert.Equal(first.Graph.Parameters, second.Graph.Parameters);
    }

    [Fact]
    public void TheBestEpochOfARoundIsTheOneThatIsClustered()
    {
        // Labels of noise and long steps: the loss on other data goes up and down.
        var (train, validation) = (Noise(200, 1), Noise(100, 2));
        const int Most = 6;
        RetrainedNetwork After(int epochs, bool best) => Retraining.Run(Network(), train, validation, Quick with
        {
            FirstEpochs = 0,
            Epochs = epochs,
            PolishEpochs = 0,
            LearningRate = 0.03,
            BestOfRound = best,
            Fixing = Quick.Fixing with { Fractions = [0.5, 1], Recluster = true },
        });
        var last = Enumerable.Range(1, Most).Select(epochs => After(epochs, best: false)).ToArray();
        var winner = last.MinBy(run => run.History[1].LossBefore)!;
        Assert.NotSame(last[^1], winner);

        var chosen = After(Most, best: true);

        Assert.Equal(winner.History[1].LossBefore, chosen.History[1].LossBefore);
        Assert.Equal(winner.Graph, chosen.Graph);
        Assert.NotEqual(last[^1].Graph, chosen.Graph);
    }

    [Theory]
    [InlineData("regularisation")]
    [InlineData("temperature")]
    [InlineData("clip")]
    [InlineData("first epochs")]
    [InlineData("held back")]
    [InlineData("momentum")]
    [InlineData("beta1")]
    [InlineData("beta2")]
    [InlineData("weight decay")]
    [InlineData("distance")]
    [InlineData("highest order")]
    public void EveryConstantOfTheMethodChangesTheResultAndTheRunsFingerprint(string constant)
    {
        var basis = Quick with { Optimiser = constant is "momentum" or "clip" ? OptimiserKind.Sgd : OptimiserKind.Adam, FirstEpochs = 1, PolishEpochs = 0 };
        var changed = constant switch
        {
            "regularisation" => basis with { RegularisationRatio = 1 },
            "temperature" => basis with { Temperature = 0.5 },
            "clip" => basis with { GradientClip = 0.01 },
            "first epochs" => basis with { FirstEpochs = 2 },
            "held back" => basis with { ValidationFraction = 0.4 },
            "momentum" => basis with { Momentum = 0.5 },
            "beta1" => basis with { Beta1 = 0.5 },
            "beta2" => basis with { Beta2 = 0.5 },
            "weight decay" => basis with { WeightDecay = 0.1 },
            "distance" => basis with { Fixing = basis.Fixing with { Distance = DistanceKind.Euclidean } },
            _ => basis with { Fixing = basis.Fixing with { HighestOrder = 0 } },
        };

        // What a checkpoint is told apart by.
        Assert.NotEqual(JsonSerializer.Serialize(basis), JsonSerializer.Serialize(changed));
        Assert.NotEqual(
            Retraining.Run(Network(), Clusters(200, 1), null, basis).Graph, Retraining.Run(Network(), Clusters(200, 1), null, changed).Graph);
    }

    [Fact]
    public void WeightDecayDrawsFreeWeightsToZeroAndNoOther()
    {
        var still = Quick with { FirstEpochs = 0, Epochs = 5, PolishEpochs = 0, LearningRate = 0.001, Optimiser = OptimiserKind.Sgd, BestOfRound = false };
        var fixedBefore = WeightFixing.Cluster(Values(Network()), 0, Quick.Fixing, null);

        var plain = Values(Retraining.Run(Network(), Clusters(300, 1), null, still).Graph);
        var decayed = Values(Retraining.Run(Network(), Clusters(300, 1), null, still with { WeightDecay = 1 }).Graph);

        Assert.True(FreeNorm(decayed) < 0.95 * FreeNorm(plain), $"{FreeNorm(decayed)} against {FreeNorm(plain)}");
        Assert.All(
            Enumerable.Range(0, plain.Length).Where(i => fixedBefore.Assignment[i] >= 0),
            i => Assert.Equal(fixedBefore.Centres[fixedBefore.Assignment[i]], decayed[i]));

        double FreeNorm(float[] values) => Math.Sqrt(values.Where((_, i) => fixedBefore.Assignment[i] < 0).Sum(value => value * (double)value));
    }

    [Fact]
    public void PolishingLeavesNoMoreValuesThanAskedFor()
    {
        var result = Retraining.Run(Network(), Clusters(600, 1), Clusters(200, 2), Quick with { PolishValues = 4 });
        var values = result.Graph.Parameters.SelectMany(parameter => parameter.Values).ToHashSet();
        Assert.InRange(values.Count, 2, 4);
        Assert.True(result.History[^1].UniqueWeights > 4, "there was nothing to leave out");
        Assert.True(result.Accuracy > 0.9, $"accuracy {result.Accuracy}");
    }

    [Fact]
    public void WithoutLabelsTheNetworkKeepsTheAnswersOfItsTeacher()
    {
        // A teacher that was trained: its answers are good ones.
        var teacher = Retraining.Run(Network(), Clusters(600, 1), Clusters(200, 2), Quick with { PolishEpochs = 0 }).Graph;
        var unlabelled = new LabelledData(Clusters(600, 3).Samples.ToArray(), TensorShape.Of(Features), []);

        var own = Retraining.Run(teacher, unlabelled, null, Quick with { FirstEpochs = 0 });
        var other = Retraining.Run(Network(), unlabelled, null, Quick, teacher);

        // Accuracy is agreement with the teacher, and it shows on labels that no run has seen.
        Assert.Equal(1, own.OriginalAccuracy);
        Assert.True(own.Accuracy > 0.95, $"agreement {own.Accuracy}");
        Assert.True(other.Accuracy > 0.95, $"agreement {other.Accuracy}");
        Assert.True(Accuracy(other.Graph, Clusters(200, 4)) > 0.95);
    }

    [Fact]
    public void ATeacherOfOtherClassesIsRefused()
    {
        var teacher = new NetworkChain(Features).Linear(Features, Classes + 1).Build();
        var exception = Assert.Throws<WfnException>(() => Retraining.Run(Network(), Clusters(50, 1), null, Quick, teacher));
        Assert.Equal(DiagnosticCodes.BadOption, exception.Code);
        Assert.Contains("classes", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ProgressCountsUpToTheEnd()
    {
        var reports = new List<RetrainingProgress>();
        Retraining.Run(Network(), Clusters(300, 1), null, Quick, progress: new Collect(reports.Add));
        Assert.Equal(reports.OrderBy(report => report.Done), reports);
        Assert.Equal(1, reports[^1].Done);
        Assert.Equal(RetrainingStage.Measuring, reports[0].Stage);
        Assert.Equal([0, 1, 2], reports.Where(report => report.Stage == RetrainingStage.Clustered).Select(report => report.Completed!.Round));
        Assert.All(reports.Where(report => report.Stage == RetrainingStage.Training), report => Assert.InRange(report.Batch, 1, report.Batches));
    }

    [Fact]
    public void ALossThatIsNoNumberSaysWhere()
    {
        var data = new LabelledData(
            [.. Enumerable.Range(0, 64 * Features).Select(i => i / Features == 40 ? 3e38f : 1f)], TensorShape.Of(Features), new int[64]);
        var exception = Assert.Throws<WfnException>(() => Retraining.Run(Network(), data, Clusters(50, 1), Quick));
        Assert.Equal(DiagnosticCodes.TrainingFailed, exception.Code);
        Assert.Contains("round 1 of 3, epoch 1, batch", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CancellingStops()
    {
        using var source = new CancellationTokenSource();
        var progress = new Collect(report =>
        {
            if (report.Batch == 3)
            {
                source.Cancel();
            }
        });
        Assert.ThrowsAny<OperationCanceledException>(() => Retraining.Run(Network(), Clusters(300, 1), null, Quick, null, null, progress, source.Token));
    }

    [Fact]
    public void BadOptionsAndDataAreNamed()
    {
        var data = Clusters(50, 1);
        Assert.Equal(DiagnosticCodes.BadOption, Refused(data, Quick with { LearningRate = 0 }).Code);
        Assert.Equal(DiagnosticCodes.BadOption, Refused(data, Quick with { PolishStartPrice = 0.1 }).Code);
        Assert.Equal(DiagnosticCodes.BadOption, Refused(data, Quick with { PolishOnly = true, PolishEpochs = 0 }).Code);
        Assert.Equal(DiagnosticCodes.BadOption, Refused(data, Quick with { ActivationBits = 3 }).Code);
        Assert.Equal(DiagnosticCodes.BadOption, Refused(data, Quick with { BatchSize = 0 }).Code);
        Assert.Equal(DiagnosticCodes.BadOption, Refused(data, Quick with { Momentum = 1 }).Code);
        Assert.Equal(DiagnosticCodes.BadOption, Refused(data, Quick with { Beta1 = -0.1 }).Code);
        Assert.Equal(DiagnosticCodes.BadOption, Refused(data, Quick with { Beta2 = double.NaN }).Code);
        Assert.Equal(DiagnosticCodes.BadOption, Refused(data, Quick with { WeightDecay = 1.5 }).Code);
        Assert.Equal(DiagnosticCodes.BadOption, Refused(data, Quick with { Exclude = ["nothing"] }).Code);
        Assert.Equal(DiagnosticCodes.BadOption, Refused(data, Quick with { Augmentation = new Augmentation { Flip = true } }).Code);
        Assert.Equal(DiagnosticCodes.BadOption, Refused(data, Quick with { Fixing = new FixingOptions { Delta = 0 } }).Code);
        Assert.Equal(DiagnosticCodes.BadOption, Refused(data, Quick with { PolishValues = 1 }).Code);
        Assert.Equal(DiagnosticCodes.BadOption, Refused(data, Quick with { Distillation = 1.1 }).Code);
        Assert.Equal(DiagnosticCodes.DataShape, Refused(new LabelledData(new float[5], TensorShape.Of(5), [0]), Quick).Code);
        Assert.Equal(DiagnosticCodes.LabelRange, Refused(new LabelledData(new float[Features], TensorShape.Of(Features), [4]), Quick).Code);
    }

    private static WfnException Refused(LabelledData data, RetrainingOptions options) =>
        Assert.Throws<WfnException>(() => Retraining.Run(Network(), data, null, options));

    private static NetworkGraph Network() => new NetworkChain(Features).Linear(Features, 24).Relu().Linear(24, Classes).Build();

    // A cloud of points around a corner for each class.
    private static LabelledData Clusters(int count, int seed)
    {
        var random = new SeededRandom(seed);
        var samples = new float[count * Features];
        var labels = new int[count];
        for (var i = 0; i < count; i++)
        {
            labels[i] = random.Next(Classes);
            for (var j = 0; j < Features; j++)
            {
                var corner = j % Classes == labels[i] ? 1f : 0f;
                samples[(i * Features) + j] = corner + ((random.Next(1000) - 500) / 1000f);
            }
        }

        return new LabelledData(samples, TensorShape.Of(Features), labels);
    }

    // What was learnt of one half of it is wrong of the other.
    private static LabelledData Noise(int count, int seed)
    {
        var random = new SeededRandom(seed, 5);
        return Clusters(count, seed).With(new ClassTargets(Enumerable.Range(0, count).Select(_ => random.Next(Classes)).ToArray()));
    }

    private static float[] Values(NetworkGraph graph) => [.. graph.Parameters.SelectMany(parameter => parameter.Values)];

    private static double Accuracy(NetworkGraph graph, LabelledData data)
    {
        var scores = new float[data.Count * Classes];
        new FloatExecutor(graph).Run(data.Samples.Span, data.Count, scores);
        return Enumerable.Range(0, data.Count).Count(i =>
        {
            var sample = scores.AsSpan(i * Classes, Classes);
            return sample.IndexOf(sample.ToArray().Max()) == data.Labels.Span[i];
        }) / (double)data.Count;
    }

    private sealed class Collect(Action<RetrainingProgress> receive) : IProgress<RetrainingProgress>
    {
        public void Report(RetrainingProgress value) => receive(value);
    }
}
