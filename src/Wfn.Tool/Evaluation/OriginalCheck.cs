using Wfn.Artifact;
using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Tool.Output;
using Wfn.Training.Data;

namespace Wfn.Tool.Evaluation;

/// <summary>
/// Judges an original by its own answers before anything is done to it: whoever gives it the wrong numbers would compress noise. It looks for what
/// commonly goes wrong, and for the option that helps.
/// </summary>
internal static class OriginalCheck
{
    // Enough to tell ways of preprocessing apart, and soon done.
    private const int Samples = 200;

    // What has to be better by more than chance: three deviations of a difference of so many samples, and a tenth at least.
    private const double Deviations = 3;
    private const double LeastGain = 0.1;
    private const int LargestByte = 255;

    /// <summary>What is suspicious, a sentence each with its code.</summary>
    /// <param name="engine">The original.</param>
    /// <param name="data">Labelled data in the shape that it reads.</param>
    /// <param name="cancellation">Stops within a few samples.</param>
    public static IEnumerable<string> Of(INetworkEngine engine, LabelledData data, CancellationToken cancellation)
    {
        if (data.Targets is not ClassTargets { Steps: 1 } || data.Count < 2 || engine.OutputLength < 2)
        {
            yield break;
        }

        var some = data.Spread(Samples);
        var labels = some.Labels.ToArray();
        var answers = Answers(engine, some, null, cancellation);
        var right = Right(answers, labels);
        if (labels.Distinct().Count() == 1)
        {
            yield return Warning($"all samples have the label {labels[0]}: nothing tells whether the network knows other classes");
            yield break;
        }

        if (answers.Distinct().Count() == 1)
        {
            yield return Warning($"the original gives class {answers[0]} to every sample: it does not see what it was trained on");
        }

        if (Better(engine, some, answers, cancellation) is { } better)
        {
            yield return Warning($"the original is right on {Figures.Percent(Part(right))},{Advice(better)}");
        }
        else if (labels.GroupBy(label => label).Max(group => group.Count()) >= right.Count(isRight => isRight))
        {
            yield return Warning(
                $"the original is right on {Figures.Percent(Part(right))}, no more often than one that always gives the same class: "
                    + "labels or preprocessing (--scale, --mean, --std, --channel-order) may be others than in its training");
        }
    }

    private static string Advice(Candidate better) => better.Option.Length == 0
        ? $" but on {Figures.Percent(better.Part)} if {better.What}"
        : $" but on {Figures.Percent(better.Part)} with {better.Option} ({better.What}): its training seems to have done that";

    // The way of preprocessing, or of counting classes, by which it is right much more often.
    private static Candidate? Better(INetworkEngine engine, LabelledData data, int[] answers, CancellationToken cancellation)
    {
        var labels = data.Labels.ToArray();
        var right = Right(answers, labels);
        var found = new List<Candidate>();
        foreach (var shift in (int[])[1, -1])
        {
            Consider("", $"classes count from {(shift > 0 ? 1 : 0)} in the labels, and from {(shift > 0 ? 0 : 1)} in the network", Right(answers, [.. labels.Select(label => label - shift)]));
        }

        if (Bytes(data) is { } bytes)
        {
            foreach (var (option, what, preprocessing) in Ways(bytes.Channels))
            {
                Consider(option, what, Right(Answers(engine, data, Preprocessed(bytes, preprocessing), cancellation), labels));
            }
        }

        return found.MaxBy(candidate => candidate.Part);

        void Consider(string option, string what, bool[] others)
        {
            var gains = right.Zip(others).Count(pair => !pair.First && pair.Second);
            var losses = right.Zip(others).Count(pair => pair.First && !pair.Second);
            if (gains - losses > Deviations * Math.Sqrt(gains + losses) && gains - losses >= LeastGain * right.Length)
            {
                found.Add(new Candidate(option, what, Part(others)));
            }
        }
    }

    private static IEnumerable<(string Option, string What, InputPreprocessing Preprocessing)> Ways(int channels)
    {
        yield return ("--scale 0.00392156862745098", "bytes divided by 255", InputPreprocessing.Bytes);
        yield return ("--scale 1", "bytes as they are", new InputPreprocessing());
        yield return ("--preset tf", "bytes brought to -1..1", InputPreprocessing.Preset("tf"));
        if (channels == 3)
        {
            yield return ("--preset imagenet", "means and deviations of torchvision's models", InputPreprocessing.Preset("imagenet"));
            yield return ("--preset caffe", "blue, green, red, less Caffe's means", InputPreprocessing.Preset("caffe"));
            yield return ("--channel-order bgr", "blue, green, red", InputPreprocessing.Bytes with { IsBgr = true });
        }
        else if (channels == 1)
        {
            yield return ("--mean 0.1307 --std 0.3081", "mean and deviation of MNIST", InputPreprocessing.Bytes with { Mean = [0.1307], Deviation = [0.3081] });
        }
    }

    // The images as bytes, wherever they can be had back; null where they cannot.
    private static Image? Bytes(LabelledData data)
    {
        var input = data.SampleShape;
        var own = input.Rank == 4 && input[0] == 1 ? new TensorShape(input.Dimensions.Skip(1).ToEquatableArray()) : input;
        if (own.Rank != 3 || own[0] is not (1 or 3))
        {
            return null;
        }

        var values = data.Samples.ToArray();
        var (channels, length) = (own[0], own.ElementCount / own[0]);
        var done = data.Preprocessing ?? InputPreprocessing.Bytes;
        var inverse = Enumerable.Range(0, channels).Select(channel => done.Channel(channel, channels)).ToArray();
        for (var i = 0; i < values.Length; i++)
        {
            var (factor, addend) = inverse[i / length % channels];
            var value = (values[i] - addend) / factor;
            if (value is < -0.5 or > LargestByte + 0.5)
            {
                return null;
            }

            values[i] = (float)value;
        }

        return new Image(values, channels, length, done.IsBgr);
    }

    private static float[] Preprocessed(Image image, InputPreprocessing preprocessing)
    {
        var samples = (float[])image.Values.Clone();
        if (image.IsBgr != preprocessing.IsBgr)
        {
            for (var at = 0; at < samples.Length; at += image.Channels * image.Length)
            {
                for (var i = 0; i < image.Length; i++)
                {
                    var last = at + ((image.Channels - 1) * image.Length) + i;
                    (samples[at + i], samples[last]) = (samples[last], samples[at + i]);
                }
            }
        }

        preprocessing.Apply(samples, image.Channels, image.Channels * image.Length);
        return samples;
    }

    private static int[] Answers(INetworkEngine engine, LabelledData data, float[]? samples, CancellationToken cancellation)
    {
        var answers = new int[data.Count];
        var scores = new float[engine.OutputLength];
        for (var sample = 0; sample < answers.Length; sample++)
        {
            cancellation.ThrowIfCancellationRequested();
            var elements = data.SampleShape.ElementCount;
            engine.Infer(samples is null ? data.Sample(sample) : samples.AsSpan(sample * elements, elements), scores);
            answers[sample] = AccuracyMeasurement.Classify(scores);
        }

        return answers;
    }

    private static bool[] Right(int[] answers, int[] labels) => [.. answers.Zip(labels, (answer, label) => answer == label)];

    private static double Part(bool[] right) => (double)right.Count(isRight => isRight) / right.Length;

    private static string Warning(string what) => $"warning {DiagnosticCodes.DoubtfulOriginal}: {what}";

    private sealed record Candidate(string Option, string What, double Part);

    private sealed record Image(float[] Values, int Channels, int Length, bool IsBgr);
}
