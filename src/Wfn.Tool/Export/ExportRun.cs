extern alias WfnGenerator;

using System.Text;
using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Tool.Export.C;
using Wfn.Tool.Export.Onnx;
using Wfn.Tool.Output;
using WfnGenerator::Wfn.Generator;

namespace Wfn.Tool.Export;

/// <summary>What <c>export</c> wrote.</summary>
/// <param name="Model">Path of the artifact.</param>
/// <param name="Output">Path of the file.</param>
/// <param name="Format">Its format.</param>
/// <param name="Bytes">Its size.</param>
internal sealed record ExportReport(string Model, string Output, string Format, long Bytes);

/// <summary>.wfn file → a file for others.</summary>
internal static class ExportRun
{
    /// <summary>The formats, each with the ending of its files.</summary>
    public static IReadOnlyDictionary<string, string> Formats { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["onnx"] = ".fixed.onnx",
        ["onnx-codebook"] = ".codebook.onnx",
        ["onnx-qdq"] = ".qdq.onnx",
        ["safetensors"] = ".safetensors",
        ["safetensors-codebook"] = ".codebook.safetensors",
        ["c"] = ".h",
    };

    /// <summary>Writes the file.</summary>
    /// <param name="model">Path of the artifact.</param>
    /// <param name="format">One of <see cref="Formats"/>.</param>
    /// <param name="output">The file to write, or null for one beside the artifact.</param>
    /// <param name="memory">What reading may take.</param>
    /// <exception cref="WfnException">The artifact cannot be read, or has no such form; nothing is written.</exception>
    public static ExportReport Run(string model, string format, string? output, MemoryLimit memory)
    {
        var artifact = ModelFile.ReadArtifact(model, memory).Artifact!;
        var file = OutputFile.Prepare(output ?? Path.ChangeExtension(model, null) + Formats[format]);
        var bytes = format switch
        {
            "onnx" => OnnxExporter.Export(artifact, OnnxWeights.Float32, model),
            "onnx-codebook" => OnnxExporter.Export(artifact, OnnxWeights.Codebook, model),
            "onnx-qdq" => OnnxExporter.Export(artifact, OnnxWeights.Quantized, model),
            "safetensors" or "safetensors-codebook" => SafeTensors.Of(artifact, format == "safetensors-codebook"),
            _ => Encoding.ASCII.GetBytes(CHeader.Of(artifact, Name(file.Path), model)),
        };
        file.Write(bytes);
        return new ExportReport(model, file.Path, format, bytes.Length);
    }

    // By the header's file, as C programmers expect it.
    private static string Name(string path) => ModelSource.ClassNameFor(Path.GetFileNameWithoutExtension(path)).ToLowerInvariant();
}
