using System.CommandLine;
using Wfn.Artifact;
using Wfn.Experiments.Accuracy.Report;
using Wfn.Experiments.Accuracy.Results;
using Wfn.Graph;
using Wfn.Import;
using Wfn.Import.Onnx;

namespace Wfn.Experiments.Accuracy.Commands;

/// <summary>Writes the page's tables and the pictures.</summary>
internal static class ReportCommand
{
    private const string Sample = "samples/FashionMnist/fashion-resnet8";
    private static readonly string[] Networks = ["fashion-resnet8", "fashion-cnn"];

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var input = new Option<string?>("--input") { Description = "The folder of results; the recorded ones by default." };
        var page = new Option<string?>("--page")
        {
            Description = "The page whose generated parts are replaced; docs/lossless.md by default. Pictures go beside it.",
        };
        var command = new Command("report", "Writes tables and pictures of all finished results.") { input, page };
        command.SetAction(parsed => Run(parsed.GetValue(input) ?? RepositoryPaths.Results, parsed.GetValue(page) ?? RepositoryPaths.Page));
        return command;
    }

    private static void Run(string input, string page)
    {
        var results = new ResultFolder(input).All();
        var text = GeneratedSections.Replace(File.ReadAllText(page), "methods", ResultTables.Methods());
        File.WriteAllText(page, GeneratedSections.Replace(text, "results", ResultTables.Results(results)));

        var folder = Directory.CreateDirectory(Path.ChangeExtension(page, null)).FullName;
        foreach (var network in results.Select(result => result.Network).Distinct())
        {
            Pictures.Write(AccuracyPicture.Draw(results, network), folder, $"{network}-accuracy-over-entropy");
        }

        Pictures.Write(
            DeltaPicture.Draw(Networks.Select(name => (name, Import(RepositoryPaths.Root($"tests/Models/{name}.onnx"))))),
            folder,
            "unique-over-delta");
        var artifact = RepositoryPaths.Root(Sample + ".wfn");
        Pictures.Write(
            CodebookPicture.Draw(
                "fashion-resnet8", Import(RepositoryPaths.Root(Sample + ".onnx")), WfnReader.Read(File.ReadAllText(artifact), artifact)),
            folder,
            "weights-before-and-after");
        Console.WriteLine($"{results.Count} results: {page} and the pictures in {folder}");
    }

    private static NetworkGraph Import(string path) => OnnxImporter.Import(path, new ImportOptions()).Graph;
}
