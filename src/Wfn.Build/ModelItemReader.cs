using System.Globalization;
using Microsoft.Build.Framework;
using Wfn.Artifact;
using Wfn.Diagnostics;
using Wfn.Fixing.Compensation;
using Wfn.Generator.Model;
using Wfn.Graph;
using Wfn.Import;

namespace Wfn.Build;

/// <summary>Reads a <c>WfnModel</c> item's metadata, and refuses values that make no sense (WFN4006).</summary>
internal static class ModelItemReader
{
    private static readonly string[] NumericsValues = Enum.GetNames(typeof(GeneratedNumerics));
    private static readonly string[] KernelValues = Enum.GetNames(typeof(GeneratedKernel));
    private static readonly string[] SwitchValues = ["false", "true"];
    private static readonly string[] TablesValues = ["Code", "Resource"];
    private static readonly string[] PreprocessingNames = ["Preset", "Scale", "Mean", "Std", "ChannelOrder"];
    private static readonly string[] CompressionNames =
        ["Delta", "ZeroThreshold", "InputShape", "InputValues", "Outputs", "MaxOutputChange", .. PreprocessingNames];

    /// <summary>Reads an item.</summary>
    /// <param name="item">The item.</param>
    /// <param name="projectFolder">The folder that relative paths start from.</param>
    /// <param name="maxMemory">The property WfnMaxMemory.</param>
    /// <exception cref="WfnException">A metadatum has a value that makes no sense (WFN4006), or the file's kind is unknown (WFN1002).</exception>
    public static ModelItem Read(ITaskItem item, string projectFolder, string maxMemory = "")
    {
        var extension = Path.GetExtension(item.ItemSpec).ToLowerInvariant();
        if (extension != ".wfn" && !ModelImporter.Extensions.Contains(extension))
        {
            throw new WfnException(
                DiagnosticCodes.NotAModel,
                $"'{item.ItemSpec}' is neither a model (.onnx, .tflite) nor a .wfn artifact, as its file name extension says");
        }

        var isArtifact = extension == ".wfn";
        RefuseUnavailable(item, isArtifact);
        var numerics = Choice(item, "Numerics", NumericsValues);
        var kernel = Choice(item, "Kernel", KernelValues);
        return new ModelItem
        {
            ItemSpec = item.ItemSpec,
            FullPath = Path.GetFullPath(Path.Combine(projectFolder, item.ItemSpec)),
            IsArtifact = isArtifact,
            Compression = new CompressionSettings(
                Number(item, "Delta", "a number between 0 and 1, such as 0.01", v => v is > 0 and < 1),
                Number(item, "ZeroThreshold", "a positive number below 1, such as 0.0078125", v => v is > 0 and < 1),
                Shapes(item))
            {
                InputValues = Values(item),
                Outputs = Text(item, "Outputs").Split(';').Select(name => name.Trim()).Where(name => name.Length > 0).ToEquatableArray(),
                Calibration = Text(item, "Calibration") is { Length: > 0 } file ? Path.GetFullPath(Path.Combine(projectFolder, file)) : null,
                Preprocessing = isArtifact ? null : Preprocessing(item),
                MaxOutputChange = Number(item, "MaxOutputChange", "a positive number, such as 0.1 for a tenth", v => v is > 0 and <= 1000)
                    ?? OutputLimits.DefaultMost,
                Memory = Memory(maxMemory),
            },
            Numerics = (GeneratedNumerics)Array.IndexOf(NumericsValues, numerics),
            Kernel = (GeneratedKernel)Array.IndexOf(KernelValues, kernel),
            HasTablesResource = Choice(item, "Tables", TablesValues) == TablesValues[1],
            GeneratorMetadata =
            [
                new("WfnModel", "true"),
                new("WfnItem", item.ItemSpec),
                new("WfnNamespace", Text(item, "Namespace")),
                new("WfnClassName", Text(item, "ClassName")),
                new("WfnNumerics", numerics),
                new("WfnKernel", kernel),
                new("WfnGoldenTest", Choice(item, "EmitGoldenTest", SwitchValues) == "true" ? "true" : ""),
                new("WfnMaxAccuracyLoss", AccuracyLoss(item, isArtifact)),
            ],
        };
    }

    /// <summary>The metadata that have no effect on an item of its kind, which its author should know.</summary>
    public static IEnumerable<string> WithoutEffect(ITaskItem item, ModelItem model) =>
        model.IsArtifact ? CompressionNames.Where(name => Text(item, name).Length > 0) : [];

    private static void RefuseUnavailable(ITaskItem item, bool isArtifact)
    {
        if (isArtifact && Text(item, "Calibration").Length > 0)
        {
            throw BadMetadata(item, "Calibration", "an artifact keeps the calibration it was made with");
        }

    }

    private static string AccuracyLoss(ITaskItem item, bool isArtifact)
    {
        var value = Number(item, "MaxAccuracyLoss", "a number between 0 and 1, such as 0.01 for one point", v => v is >= 0 and <= 1);
        return value is null
            ? ""
            : isArtifact
                ? value.Value.ToString("R", CultureInfo.InvariantCulture)
                : throw BadMetadata(
                    item,
                    "MaxAccuracyLoss",
                    "the build compresses models without data, so that no accuracy is measured; make a .wfn with 'dotnet wfn compress --eval' and list that");
    }

    private static double? Number(ITaskItem item, string name, string expected, Func<double, bool> isValid)
    {
        var text = Text(item, name);
        return text.Length == 0
            ? null
            : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && isValid(value)
                ? value
                : throw BadMetadata(item, name, $"expected is {expected}");
    }

    /// <summary>What is done to the numbers of calibration data, as in the tool; null where the item says nothing.</summary>
    private static InputPreprocessing? Preprocessing(ITaskItem item)
    {
        var given = PreprocessingNames.Where(name => Text(item, name).Length > 0).ToArray();
        if (given.Length == 0)
        {
            return null;
        }

        if (Text(item, "Calibration").Length == 0)
        {
            throw BadMetadata(item, given[0], "it is about the numbers of Calibration, which the item has not");
        }

        var scale = Number(item, "Scale", "a number but zero, such as 0.00392157 for 1/255", v => v != 0 && !double.IsInfinity(v));
        var preset = Text(item, "Preset") is { Length: > 0 } name
            ? InputPreprocessing.PresetNames.Contains(name)
                ? InputPreprocessing.Preset(name)
                : throw BadMetadata(item, "Preset", $"expected is one of {string.Join(", ", InputPreprocessing.PresetNames)}")
            : scale is null ? InputPreprocessing.Bytes : new InputPreprocessing();
        var (means, deviations) = (Numbers(item, "Mean", v => true), Numbers(item, "Std", v => v > 0));
        return preset with
        {
            Scale = scale ?? preset.Scale,
            IsOfBytes = scale is null,
            Mean = means.IsEmpty ? preset.Mean : means,
            Deviation = deviations.IsEmpty ? preset.Deviation : deviations,
            IsBgr = Text(item, "ChannelOrder").Length == 0 ? preset.IsBgr : Choice(item, "ChannelOrder", ["rgb", "bgr"]) == "bgr",
        };
    }

    private static EquatableArray<double> Numbers(ITaskItem item, string name, Func<double, bool> isValid) =>
    [
        .. Text(item, name).Split(',').Where(part => part.Trim().Length > 0).Select(part =>
            double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && !double.IsInfinity(value) && isValid(value)
                ? value
                : throw BadMetadata(item, name, "expected are a number, or one for each channel with commas between")),
    ];

    private static string Choice(ITaskItem item, string name, string[] values)
    {
        var text = Text(item, name);
        return text.Length == 0
            ? values[0]
            : values.FirstOrDefault(v => string.Equals(v, text, StringComparison.OrdinalIgnoreCase))
                ?? throw BadMetadata(item, name, $"expected is one of {string.Join(", ", values)}");
    }

    private static MemoryLimit Memory(string text)
    {
        const string option = "the property WfnMaxMemory, in gigabytes:";
        return text.Length == 0
            ? MemoryLimit.Default with { Option = option }
            : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var gigabytes) && gigabytes is > 0 and <= 10000
                ? MemoryLimit.OfGigabytes(gigabytes) with { Option = option }
                : throw new WfnException(DiagnosticCodes.BadMetadata, $"WfnMaxMemory=\"{text}\" is not usable: expected is a number of gigabytes");
    }

    private static EquatableArray<(string Input, TensorShape Shape)> Shapes(ITaskItem item)
    {
        var text = Text(item, "InputShape");
        return text.Length == 0
            ? []
            : InputShapeText.Parse(text) ?? throw BadMetadata(item, "InputShape", "expected are a batch and positive extents, such as N,3,224,224");
    }

    private static EquatableArray<(string Input, double Value)> Values(ITaskItem item) =>
        Text(item, "InputValues").Split(';').Where(part => part.Trim().Length > 0).Select(part => InputValueText.Parse(part)
            ?? throw BadMetadata(item, "InputValues", "expected are a name and a number, such as sr=16000, several with semicolons between them"))
            .ToEquatableArray();

    private static string Text(ITaskItem item, string name) => item.GetMetadata(name).Trim();

    private static WfnException BadMetadata(ITaskItem item, string name, string reason) => new(
        DiagnosticCodes.BadMetadata,
        $"WfnModel '{item.ItemSpec}': {name}=\"{Text(item, name)}\" is not usable: {reason}",
        Text(item, "DefiningProjectFullPath") is { Length: > 0 } project ? project : null);
}
