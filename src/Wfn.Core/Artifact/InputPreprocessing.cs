using System.Globalization;
using Wfn.Diagnostics;

namespace Wfn.Artifact;

/// <summary>
/// What becomes of the numbers of an image or a row before a network reads them: x · <see cref="Scale"/>, less the channel's mean, divided by
/// the channel's deviation. An artifact records it as options, so that every command does the same, and generated code, too.
/// </summary>
public sealed record InputPreprocessing
{
    private const string ScaleName = "inputScale";
    private const string KindName = "inputNumbers";
    private const string AnyKind = "any";
    private const string MeanName = "inputMean";
    private const string DeviationName = "inputDeviation";
    private const string OrderName = "channelOrder";
    private const string ResizeName = "inputResize";
    private const string CropName = "inputCrop";
    private const string Reversed = "bgr";

    /// <summary>Bytes to 0..1, which is done where nothing else is asked for.</summary>
    public static InputPreprocessing Bytes { get; } = new() { Scale = 1.0 / 255 };

    /// <summary>The factor on every number.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>What is taken from each channel, in the units of the scaled numbers: one for all channels, or one for each; none for 0.</summary>
    public EquatableArray<double> Mean { get; init; } = [];

    /// <summary>What each channel is divided by then; none for 1.</summary>
    public EquatableArray<double> Deviation { get; init; } = [];

    /// <summary>Whether the network reads blue, green, red: images are read the other way round, and means and deviations are in the network's order.</summary>
    public bool IsBgr { get; init; }

    /// <summary>
    /// Whether the scale is that of bytes: numbers of other kinds are taken for 0..1 then. So are all scales but those that somebody gave.
    /// </summary>
    public bool IsOfBytes { get; init; } = true;

    /// <summary>To what extent an image's shorter side is resized before it is cropped; null for the size that the network reads, if images have another.</summary>
    public int? ResizeShorter { get; init; }

    /// <summary>Whether images of other sizes are resized, or cropped in their middle.</summary>
    public bool FitsImages => ResizeShorter is not null || IsCropped || IsResized;

    /// <summary>Whether images are brought to the network's size by resizing alone.</summary>
    public bool IsResized { get; init; }

    /// <summary>Whether the middle of an image is taken, of the network's size.</summary>
    public bool IsCropped { get; init; }

    /// <summary>The names of presets.</summary>
    public static IReadOnlyList<string> PresetNames { get; } = ["imagenet", "tf", "caffe"];

    /// <summary>What frameworks do to images: torchvision's models ("imagenet"), TensorFlow's ("tf", to −1..1), Caffe's ("caffe", BGR less its mean).</summary>
    /// <exception cref="ArgumentException">There is no such preset.</exception>
    public static InputPreprocessing Preset(string name) => name switch
    {
        "imagenet" => new() { Scale = 1.0 / 255, Mean = [0.485, 0.456, 0.406], Deviation = [0.229, 0.224, 0.225] },
        "tf" => new() { Scale = 1 / 127.5, Mean = [1] },
        "caffe" => new() { Mean = [103.939, 116.779, 123.68], IsBgr = true },
        _ => throw new ArgumentException($"there is no preset {name}", nameof(name)),
    };

    /// <summary>The factor and the addend of a channel: x · factor + addend.</summary>
    /// <exception cref="WfnException">There are means or deviations of another number of channels (WFN3004).</exception>
    public (double Factor, double Addend) Channel(int channel, int channels)
    {
        var (mean, deviation) = (Of(Mean, channel, channels, 0, "means"), Of(Deviation, channel, channels, 1, "deviations"));
        return (Scale / deviation, -mean / deviation);
    }

    /// <summary>Does it to samples whose channels come first, in place.</summary>
    /// <param name="samples">One sample after another.</param>
    /// <param name="channels">The channels of a sample.</param>
    /// <param name="elements">The elements of a sample.</param>
    /// <exception cref="WfnException">There are means or deviations of another number of channels (WFN3004).</exception>
    public void Apply(float[] samples, int channels, int elements)
    {
        var length = elements / channels;
        var own = Enumerable.Range(0, channels).Select(channel => Channel(channel, channels)).ToArray();
        for (var i = 0; i < samples.Length; i++)
        {
            var (factor, addend) = own[i / length % channels];
            samples[i] = (float)((samples[i] * factor) + addend);
        }
    }

    /// <summary>As an artifact records it.</summary>
    public IEnumerable<ArtifactProperty> Record()
    {
        yield return new(ScaleName, Text(Scale));
        if (!IsOfBytes)
        {
            yield return new(KindName, AnyKind);
        }

        if (!Mean.IsEmpty)
        {
            yield return new(MeanName, string.Join(",", Mean.Select(Text)));
        }

        if (!Deviation.IsEmpty)
        {
            yield return new(DeviationName, string.Join(",", Deviation.Select(Text)));
        }

        if (IsBgr)
        {
            yield return new(OrderName, Reversed);
        }

        if (ResizeShorter is { } shorter)
        {
            yield return new(ResizeName, Text(shorter));
        }
        else if (IsResized)
        {
            yield return new(ResizeName, "input");
        }

        if (IsCropped)
        {
            yield return new(CropName, "centre");
        }
    }

    /// <summary>What an artifact records, or null where it records nothing.</summary>
    /// <exception cref="WfnException">A number is none (WFN2001).</exception>
    public static InputPreprocessing? Find(WfnArtifact artifact)
    {
        string? Option(string name) => artifact.Options.FirstOrDefault(option => option.Name == name)?.Value;
        if (Option(ScaleName) is not { } scale)
        {
            return null;
        }

        return new InputPreprocessing
        {
            Scale = Number(ScaleName, scale),
            IsOfBytes = Option(KindName) != AnyKind,
            Mean = Numbers(MeanName, Option(MeanName)),
            Deviation = Numbers(DeviationName, Option(DeviationName)),
            IsBgr = Option(OrderName) == Reversed,
            ResizeShorter = Option(ResizeName) is { } resize && resize != "input" ? (int)Number(ResizeName, resize) : null,
            IsResized = Option(ResizeName) == "input",
            IsCropped = Option(CropName) is not null,
        };
    }

    /// <summary>In words, as in "x · 0.00392157 − 0.485, 0.456, 0.406, ÷ 0.229, 0.224, 0.225".</summary>
    public override string ToString()
    {
        var text = Scale == 1 ? "x" : 1 / Scale == Math.Round(1 / Scale, 3) ? $"x ÷ {Text(Math.Round(1 / Scale, 3))}" : $"x · {Text(Scale)}";
        text += Mean.IsEmpty ? "" : $" − {Several(Mean)}";
        text = Deviation.IsEmpty ? text : $"({text}) ÷ {Several(Deviation)}";
        return IsBgr ? $"{text}, channels blue, green, red" : text;
    }

    private static string Several(EquatableArray<double> numbers) =>
        numbers.Count == 1 ? Text(numbers[0]) : $"[{string.Join(", ", numbers.Select(Text))}]";

    private static double Of(EquatableArray<double> numbers, int channel, int channels, double missing, string what) => numbers.Count switch
    {
        0 => missing,
        1 => numbers[0],
        var count when count == channels => numbers[channel],
        var count => throw new WfnException(
            DiagnosticCodes.BadOption, $"{count} {what} are given for {channels} channel(s); give one for all, or one for each"),
    };

    private static EquatableArray<double> Numbers(string name, string? text) =>
        text is null ? [] : text.Split(',').Select(part => Number(name, part)).ToEquatableArray();

    private static double Number(string name, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && !double.IsNaN(number) && !double.IsInfinity(number)
            ? number
            : throw new WfnException(DiagnosticCodes.CorruptedArtifact, $"the option {name} holds {DataName.Quote(text)}, which is no number");

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
