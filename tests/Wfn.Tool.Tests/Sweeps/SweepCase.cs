using System.Globalization;
using System.Text.Json;

namespace Wfn.Tool.Tests.Sweeps;

/// <summary>A folder with a classifier of 16 numbers, data that it knows, and plans about them; the tool runs in processes of its own.</summary>
internal sealed class SweepCase : IDisposable
{
    private const int Inputs = 16;
    private const int Classes = 4;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    // Processes are too short for profiles to pay.
    private static readonly Dictionary<string, string> Quick = new(StringComparer.Ordinal) { ["DOTNET_TieredPGO"] = "0" };

    private readonly TemporaryFolder folder = new();

    public SweepCase()
    {
        var random = new Random(3);
        float[] weights = [.. Enumerable.Range(0, Inputs * Classes).Select(_ => (float)(random.NextDouble() - 0.5))];
        folder.Write("net.onnx", TestModels.MatMul(Inputs, Classes, weights));
        WriteData("train.csv", 256, random, weights);
        WriteData("choose.csv", 400, random, weights);
        WriteData("much.csv", 4096, random, weights);
    }

    public string Root => folder.Root;

    public void Dispose() => folder.Dispose();

    public string File(string name) => folder.File(name);

    /// <summary>What makes tasks of a plan short trainings, in which nothing is lost.</summary>
    public const string Training = """
        data = "train.csv"
        epochs = 1
        polish-epochs = 4
        fractions = [0.5, 1]
        learning-rate = 0.001
        batch-size = 16
        bit-price = 0
        values = 100
        threads = 1
        delta = 0.01
        """;

    /// <summary>
    /// The same on so much data and for so many epochs that it goes on for seconds after its first checkpoint, which is when a test interrupts it:
    /// with 256 samples it was over half a second later, before a scheduler had been told.
    /// </summary>
    public static readonly string LongTraining = Training
        .Replace("train.csv", "much.csv", StringComparison.Ordinal)
        .Replace("polish-epochs = 4", "polish-epochs = 40", StringComparison.Ordinal)
        .Replace("learning-rate = 0.001", "learning-rate = 0.00001", StringComparison.Ordinal);

    /// <summary>A network of a plan.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="options">Its options, a line each.</param>
    public static string Network(string name, string options = "") =>
        $"[[networks]]\nmodel = \"net.onnx\"\nname = \"{name}\"\nchoose = \"choose.csv\"\n{options}\n";

    /// <summary>Writes a plan.</summary>
    /// <returns>Its path.</returns>
    public string Plan(string name, params string[] parts) => folder.Write(name, string.Join('\n', parts));

    /// <summary>Runs the tool to its end.</summary>
    public Outcome Run(params string[] arguments)
    {
        using var process = Start(arguments);
        return process.WaitForEnd(Limit);
    }

    /// <summary>Starts the tool.</summary>
    public RunningProcess Start(params string[] arguments) => Start(new Dictionary<string, string>(StringComparer.Ordinal), arguments);

    /// <summary>Starts the tool with further variables of its environment.</summary>
    public RunningProcess Start(IReadOnlyDictionary<string, string> environment, params string[] arguments) => new(Root, "dotnet", [typeof(ExitCodes).Assembly.Location, .. arguments], Quick.Concat(environment).ToDictionary(StringComparer.Ordinal));

    /// <summary>Runs the tool and expects success.</summary>
    public void RunWell(params string[] arguments)
    {
        var outcome = Run(arguments);
        Assert.True(outcome.ExitCode == ExitCodes.Done, $"{string.Join(' ', arguments)}\n{outcome.Output}");
    }

    /// <summary>What is kept of a task.</summary>
    public JsonElement State(string sweep, string task) => Json($"{sweep}/tasks/{task}/state.json");

    /// <summary>A file of JSON.</summary>
    public JsonElement Json(string name)
    {
        using var document = JsonDocument.Parse(System.IO.File.ReadAllBytes(File(name)));
        return document.RootElement.Clone();
    }

    /// <summary>What a sweep was merged to, file by file.</summary>
    public IReadOnlyList<(string Name, string Contents)> Merged(string sweep) =>
        [.. folder.Files($"{sweep}/merged").Select(name => (name, System.IO.File.ReadAllText(File($"{sweep}/merged/{name}"))))];

    // Only what the classifier is sure of, so that a codebook of small δ loses nothing.
    private void WriteData(string name, int count, Random random, float[] weights)
    {
        var lines = new List<string>();
        while (lines.Count < count)
        {
            float[] x = [.. Enumerable.Range(0, Inputs).Select(_ => (float)((2 * random.NextDouble()) - 1))];
            double[] scores = [.. Enumerable.Range(0, Classes).Select(c => Enumerable.Range(0, Inputs).Sum(i => (double)x[i] * weights[(i * Classes) + c]))];
            if (scores.OrderDescending().ToArray() is var sorted && sorted[0] - sorted[1] > 0.2)
            {
                lines.Add(string.Join(',', x.Select(v => v.ToString("R", CultureInfo.InvariantCulture))) + $",{Array.IndexOf(scores, sorted[0])}");
            }
        }

        folder.Write(name, string.Join('\n', lines) + "\n");
    }
}
