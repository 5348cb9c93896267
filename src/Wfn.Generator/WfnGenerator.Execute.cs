using System.Globalization;
using Wfn.Diagnostics;
using Wfn.Generator.Model;
using Wfn.Graph;

namespace Wfn.Generator;

/// <content>From a model to its code.</content>
public sealed partial class WfnGenerator
{
    private static ModelOutput Generate(ResolvedModel model)
    {
        GenerationOptions options;
        try
        {
            options = Options(model);
        }
        catch (WfnException e)
        {
            return new ModelOutput(default, [new DiagnosticInfo(e.Code, model.File.Tell(e.Message), LocationInfo.OfLine(model.File.ShownItem, 0))]);
        }

        var result = ModelSource.Generate(model.File.ReadText(), options);
        return new ModelOutput(
            result.Sources.ToEquatableArray(),
            result.Diagnostics
                .Select(d => new DiagnosticInfo(d.Code, model.File.Tell(d.Message), LocationInfo.OfLine(model.File.ShownItem, model.File.ItemLine(d.Line))))
                .ToEquatableArray());
    }

    private static GenerationOptions Options(ResolvedModel model)
    {
        var metadata = model.File.Metadata;
        return new GenerationOptions
        {
            Namespace = model.Namespace,
            ClassName = model.ClassName,
            IsPublic = model.IsPublic,
            FileName = model.File.FileName,
            Numerics = Choice<GeneratedNumerics>("Numerics", metadata.Numerics),
            Kernel = Choice<GeneratedKernel>("Kernel", metadata.Kernel),
            TablesResource = metadata.TablesResource,
            GoldenTest = metadata.GoldenTest.Length == 0 ? null : model.Tests ?? throw new WfnException(
                DiagnosticCodes.BadMetadata,
                "EmitGoldenTest=\"true\" makes a test, and the project references none of xunit, NUnit and MSTest; list the model in the test project, "
                    + "or make the test with 'dotnet wfn golden'"),
            MaxAccuracyLoss = metadata.MaxAccuracyLoss.Length == 0 ? null : Number("MaxAccuracyLoss", metadata.MaxAccuracyLoss, 1, "a number between 0 and 1"),
            MaxTableBytes = metadata.MaxTableBytes.Length == 0
                ? GenerationOptions.DefaultMaxTableBytes
                : Size("the property WfnMaxTableBytes", metadata.MaxTableBytes),
            MaxMemory = metadata.MaxMemory.Length == 0
                ? MemoryLimit.Default.Bytes
                : MemoryLimit.OfGigabytes(Number("the property WfnMaxMemory", metadata.MaxMemory, 10000, "a number of gigabytes")).Bytes,
        };
    }

    private static T Choice<T>(string name, string value)
        where T : struct, Enum
    {
        if (value.Length == 0)
        {
            return default;
        }

        var names = Enum.GetNames(typeof(T));
        var index = Array.FindIndex(names, n => string.Equals(n, value, StringComparison.OrdinalIgnoreCase));
        return index >= 0
            ? (T)Enum.Parse(typeof(T), names[index])
            : throw Bad(name, value, string.Join(", ", names));
    }

    private static double Number(string name, string value, double largest, string possible) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= 0 && number <= largest
            ? number
            : throw Bad(name, value, possible);

    private static long Size(string name, string value) =>
        long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Bad(name, value, "a number of bytes");

    private static WfnException Bad(string name, string value, string possible) =>
        new(DiagnosticCodes.BadMetadata, $"{name}={DataName.Quote(value)} makes no sense; possible is {possible}");
}
