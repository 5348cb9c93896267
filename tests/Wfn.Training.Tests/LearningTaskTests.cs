using Wfn.Diagnostics;
using Wfn.Fixing;
using Wfn.Graph;
using Wfn.Reference;
using Wfn.Training.Data;
using Wfn.Training.Networks;
using Wfn.Training.Optimisation;

namespace Wfn.Training.Tests;

/// <summary>Tasks other than telling classes.</summary>
public sealed class LearningTaskTests
{
    private const int Features = 6;
    private const int Steps = 5;
    private const int Classes = 3;

    private static readonly RetrainingOptions Quick = new()
    {
        FirstEpochs = 30,
        Epochs = 3,
        BatchSize = 32,
        LearningRate = 0.01,
        Threads = 1,
        Fixing = new FixingOptions { Delta = 0.02, Fractions = [0.5, 0.9, 1] },
    };

    [Fact]
    public void AnAutoencoderLearnsAndIsFixed()
    {
        var result = Retraining.Run(Autoencoder(), Plane(600, 1), Plane(200, 2), Quick);

        Assert.True(double.IsNaN(result.Accuracy) && double.IsNaN(result.OriginalAccuracy));
        Assert.True(result.OriginalLoss > 0.1, $"original {result.OriginalLoss}");
        Assert.True(result.Loss < 0.03, $"loss {result.Loss}");
        Assert.Equal(SquaredError(result.Graph, Plane(200, 2)), result.Loss, 1e-6);
        Assert.All(result.History, round => Assert.True(round.LossAfter > 0 && round.LossBefore > 0));
        var values = result.Graph.Parameters.SelectMany(parameter => parameter.Values).ToHashSet();
        Assert.Subset(PolishingCentres.Of(result.LastRound.Centres.AsSpan(), Quick.Fixing.ZeroThreshold).ToHashSet(), values);
    }

    [Fact]
    public void RealNumbersWithoutTargetsAreLearntFromTheTeacher()
    {
        var teacher = Retraining.Run(Autoencoder(), Plane(600, 1), Plane(200, 2), Quick with { PolishEpochs = 0 }).Graph;
        var unlabelled = new LabelledData(Plane(600, 3).Samples.ToArray(), TensorShape.Of(Features), Targets.None);

        // The validation data tells the task in the one, the option in the other.
        var measured = Retraining.Run(Autoencoder(), unlabelled, Plane(200, 2), Quick, teacher);
        var alone = Retraining.Run(Autoencoder(), unlabelled, null, Quick with { Task = LearningTask.Regression }, teacher);

        Assert.True(measured.Loss < 0.03, $"loss {measured.Loss}");
        Assert.True(SquaredError(alone.Graph, Plane(200, 4)) < 0.03, $"loss {SquaredError(alone.Graph, Plane(200, 4))}");
    }

    [Fact]
    public void TeacherAndTargetsShareTheSquaredError()
    {
        var (samples, targets) = (Plane(4, 1), new ValueTargets(new float[4 * Features], Features));
        using var network = new TorchNetwork(Autoencoder());
        using var other = new TorchNetwork(Autoencoder());
        var objective = TrainingObjective.Of(network, LearningTask.Regression);
        var teacher = new Teacher(TrainingObjective.Of(other, LearningTask.Regression), 0.25, 3);
        foreach (var (batch, zeros) in new BatchLoader(samples.With(targets), 4).InOrder())
        {
            using var scope = TorchSharp.torch.NewDisposeScope();
            var own = objective.Loss(batch, zeros, null).item<float>();

            // The teacher is the network itself: nothing but the targets' share is left.
            Assert.True(own > 0);
            Assert.Equal(0.75 * own, objective.Loss(batch, zeros, teacher).item<float>(), 1e-6);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ASequenceNetworkLearnsAClassForEveryStep(bool softmax)
    {
        var result = Retraining.Run(Tagger(softmax), Sequences(400, 1), Sequences(100, 2), Quick);

        Assert.True(result.OriginalAccuracy < 0.7, $"original {result.OriginalAccuracy}");
        Assert.True(result.Accuracy > 0.95, $"accuracy {result.Accuracy}");
        Assert.Equal(StepAccuracy(result.Graph, Sequences(100, 2)), result.Accuracy, 1e-9);
    }

    [Fact]
    public void SequencesWithoutLabelsAreLearntFromTheTeacher()
    {
        var teacher = Retraining.Run(Tagger(true), Sequences(400, 1), null, Quick with { PolishEpochs = 0 }).Graph;
        var unlabelled = new LabelledData(Sequences(400, 3).Samples.ToArray(), TensorShape.Of(Steps, Features), Targets.None);
        var result = Retraining.Run(teacher, unlabelled, null, Quick with { FirstEpochs = 0 });
        Assert.Equal(1, result.OriginalAccuracy);
        Assert.True(result.Accuracy > 0.95, $"agreement {result.Accuracy}");
    }

    [Fact]
    public void QualitiesTellEverySample()
    {
        var graph = Tagger(false);
        var data = Sequences(40, 1);
        using var network = new TorchNetwork(graph);
        var objective = TrainingObjective.Of(network, LearningTask.ClassSequences);
        var qualities = objective.Qualities(new BatchLoader(data, 16), default);
        Assert.Equal(40, qualities.Length);
        Assert.Equal(StepAccuracy(graph, data), qualities.Average(), 1e-6);
        Assert.Equal(objective.Evaluate(new BatchLoader(data, 16), default).Accuracy, qualities.Average(), 1e-6);

        using var coder = new TorchNetwork(Autoencoder());
        var errors = TrainingObjective.Of(coder, LearningTask.Regression).Qualities(new BatchLoader(Plane(30, 1), 16), default);
        Assert.Equal(-SquaredError(Autoencoder(), Plane(30, 1)), errors.Average(), 1e-6);
    }

    [Fact]
    public void WithoutTargetsTheOutputTellsTheTask()
    {
        Assert.Equal(LearningTask.Classes, LearningTasks.Of(new NetworkChain(2).Linear(2, 3).Build(), null));
        Assert.Equal(LearningTask.Regression, LearningTasks.Of(new NetworkChain(2).Linear(2, 1).Build(), null));
        Assert.Equal(LearningTask.ClassSequences, LearningTasks.Of(Tagger(true), null));
        Assert.Equal(LearningTask.Regression, LearningTasks.Of(Tagger(false), null));
        Assert.Equal(LearningTask.ClassSequences, LearningTasks.Of(Tagger(false), LearningTask.ClassSequences));
    }

    [Fact]
    public void ContradictingTasksAreRefused()
    {
        var classes = new LabelledData(new float[Features], TensorShape.Of(Features), [0]);
        var asked = Assert.Throws<WfnException>(() => Retraining.Run(Autoencoder(), Plane(20, 1), null, Quick with { Task = LearningTask.Classes }));
        var mixed = Assert.Throws<WfnException>(() => Retraining.Run(Autoencoder(), Plane(20, 1), classes, Quick));
        Assert.Equal([DiagnosticCodes.BadOption, DiagnosticCodes.BadOption], new[] { asked.Code, mixed.Code });
        Assert.Contains("the targets are classes, but real numbers", mixed.Message, StringComparison.Ordinal);
    }

    private static NetworkGraph Autoencoder() => new NetworkChain(Features).Linear(Features, 3).Linear(3, Features).Build();

    private static NetworkGraph Tagger(bool softmax)
    {
        var builder = new NetworkChain(Steps, Features).Linear(Features, 16).Relu().Linear(16, Classes);
        return (softmax ? builder.Softmax(2) : builder).Build();
    }

    // Points of a plane in space, to be answered with themselves.
    private static LabelledData Plane(int count, int seed)
    {
        var random = new SeededRandom(seed);
        var samples = new float[count * Features];
        for (var i = 0; i < count; i++)
        {
            var (a, b) = ((random.Next(2000) - 1000) / 1000f, (random.Next(2000) - 1000) / 1000f);
            for (var j = 0; j < Features; j++)
            {
                samples[(i * Features) + j] = (j % 2 == 0 ? a : b) * (j % 3 == 0 ? -1 : 1);
            }
        }

        return new LabelledData(samples, TensorShape.Of(Features), new ValueTargets(samples, Features));
    }

    // A step's class is its largest group of features.
    private static LabelledData Sequences(int count, int seed)
    {
        var random = new SeededRandom(seed);
        var samples = new float[count * Steps * Features];
        var labels = new int[count * Steps];
        for (var i = 0; i < labels.Length; i++)
        {
            labels[i] = random.Next(Classes);
            for (var j = 0; j < Features; j++)
            {
                samples[(i * Features) + j] = (j % Classes == labels[i] ? 1 : 0) + ((random.Next(1000) - 500) / 1000f);
            }
        }

        return new LabelledData(samples, TensorShape.Of(Steps, Features), new ClassTargets(labels, Steps));
    }

    private static double SquaredError(NetworkGraph graph, LabelledData data)
    {
        var answers = new float[data.Count * Features];
        new FloatExecutor(graph).Run(data.Samples.Span, data.Count, answers);
        var targets = ((ValueTargets)data.Targets).Values;
        return Enumerable.Range(0, answers.Length).Average(i => Math.Pow(answers[i] - targets.Span[i], 2));
    }

    private static double StepAccuracy(NetworkGraph graph, LabelledData data)
    {
        var scores = new float[data.Count * Steps * Classes];
        new FloatExecutor(graph).Run(data.Samples.Span, data.Count, scores);
        return Enumerable.Range(0, data.Count * Steps).Count(i =>
        {
            var step = scores.AsSpan(i * Classes, Classes);
            return step.IndexOf(step.ToArray().Max()) == data.Labels.Span[i];
        }) / (double)(data.Count * Steps);
    }
}
