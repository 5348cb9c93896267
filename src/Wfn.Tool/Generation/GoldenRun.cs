extern alias WfnGenerator;

using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Tool.Evaluation;
using Wfn.Tool.Output;
using Wfn.Training.Data;
using WfnGenerator::Wfn.Generator;
using WfnGenerator::Wfn.Generator.Model;

namespace Wfn.Tool.Generation;

/// <summary>What <c>golden</c> was asked to do.</summary>
internal sealed record GoldenSettings
{
    /// <summary>Path of the artifact.</summary>
    public required string Model { get; init; }

    /// <summary>The file to write, or empty for one by the class's name.</summary>
    public required string Output { get; init; }

    /// <summary><c>xunit</c>, <c>nunit</c> or <c>mstest</c>.</summary>
    public required string Framework { get; init; }

    /// <summary>The model class's namespace, or empty.</summary>
    public required string Namespace { get; init; }

    /// <summary>The model's class, or null for one by the file's name.</summary>
    public required string? ClassName { get; init; }

    /// <summary><c>auto</c>, <c>float</c> or <c>fixed</c>.</summary>
    public required string Numerics { get; init; }

    /// <summary>Data whose samples are stored, or null for drawn ones.</summary>
    public required string? Data { get; init; }

    /// <summary>How many of them.</summary>
    public required int Samples { get; init; }

    /// <summary>How much memory the network's values, and the data, may take.</summary>
    public required MemoryLimit Memory { get; init; }
}

/// <summary>What <c>golden</c> wrote.</summary>
/// <param name="Model">Path of the artifact.</param>
/// <param name="Output">Path of the test.</param>
/// <param name="ClassName">The model's class, with its namespace.</param>
/// <param name="Framework">The test framework.</param>
internal sealed record GoldenReport(string Model, string Output, string ClassName, string Framework);

/// <summary>.wfn file → a test.</summary>
internal static class GoldenRun
{
    /// <summary>Writes the test.</summary>
    /// <exception cref="WfnException">The artifact, the data or an option is wrong; nothing is written.</exception>
    public static GoldenReport Run(GoldenSettings settings, IProgressDisplay progress)
    {
        var model = ModelFile.ReadArtifact(settings.Model, settings.Memory);
        var options = ClassOptions.Of(settings.Model, settings.Namespace, settings.ClassName, settings.Numerics, settings.Memory) with
        {
            GoldenTest = settings.Framework switch
            {
                "nunit" => TestFramework.NUnit,
                "mstest" => TestFramework.MSTest,
                _ => TestFramework.XUnit,
            },
        };
        Dictionary<string, float[]>[] samples = [];
        if (settings.Data is { } specification)
        {
            var data = MeasuredModel.Of(model, specification, new DataReadOptions { Memory = settings.Memory }, progress).Data;
            var layout = SampleLayout.Of(model.Graph);
            samples = [.. Enumerable.Range(0, Math.Min(settings.Samples, data.Count)).Select(s => layout.Split(data.Sample(s)))];
        }

        var test = ModelSource.GoldenTest(model.Text!, options, samples);
        var file = OutputFile.Prepare(settings.Output.Length > 0 ? settings.Output : test.HintName);
        file.Write(test.Text);
        return new GoldenReport(settings.Model, file.Path, ClassOptions.FullName(options), settings.Framework);
    }
}
