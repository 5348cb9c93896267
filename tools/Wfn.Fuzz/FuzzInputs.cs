using Google.Protobuf;
using Wfn.Artifact;
using Wfn.Import.Onnx.Schema;
using Wfn.Testing;
using Wfn.Testing.Networks;
using Wfn.Testing.Onnx;
using Wfn.Testing.TfLite;

namespace Wfn.Fuzz;

/// <summary>What a case's file is.</summary>
internal enum FuzzKind
{
    /// <summary>An ONNX model.</summary>
    Onnx,

    /// <summary>A TFLite model.</summary>
    TfLite,

    /// <summary>A .wfn artifact.</summary>
    Artifact,
}

/// <summary>A case's file, and what its class is to be called.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Bytes">The file.</param>
/// <param name="Namespace">The class's namespace.</param>
/// <param name="ClassName">The class's name.</param>
internal sealed record FuzzInput(FuzzKind Kind, byte[] Bytes, string Namespace, string ClassName)
{
    /// <summary>The file's extension.</summary>
    public string Extension => Kind switch { FuzzKind.Onnx => "onnx", FuzzKind.TfLite => "tflite", _ => "wfn" };
}

/// <summary>Models with other extents, windows, pads, attributes, wiring and names, and files whose bytes are damaged.</summary>
internal sealed class FuzzInputs
{
    private static readonly string[] Names =
    [
        "x", "class", "int", "@int", "value", "record", "Span", "System", "global", "Infer", "Run", "Length", "input", "output", "memory", "workspace", "batch", "async",
        "await", "var", "nameof", "dynamic", "file", "required", "scoped", "field", "Kernels", "Tables", "Math", "Object", "ToString", "GetType", "Equals", "Input", "InputLength",
        "a b", "a/b:0", "", " ", "0", "1x", "_", "__", "é", "ß", "шкала", "入力", "\u202E", "\0", "\n", "\"", "\\", "*/", "//", "{", "{0}", "%s", "<x>", "&", "\uD83D\uDE00",
        "x.1", "x-1", "x_1", "X", new string('n', 300),
    ];

    private static readonly string[] Classes =
        ["Model", "Digits", "Span", "Math", "Infer", "System", "Kernels", "Tensor", "Layers", "class", "record", "Inp\u00fct", "M1", "_", "Action", "Task", "Run", "Object", "String"];

    private static readonly string[] Namespaces = ["", "A", "A.B", "System", "Wfn", "Kernels", "Microsoft.Something", "My.Tables"];

    private readonly List<ModelProto> models;
    private readonly List<byte[]> tfLite;
    private readonly List<byte[]> artifacts;

    /// <summary>Reads what is mutated.</summary>
    public FuzzInputs()
    {
        models = [.. ModelMutation.Originals(), .. RecordedModels.All.Select(Recorded)];
        tfLite = [.. TfLiteModels().Select(file => file.ToBytes())];
        artifacts = [.. Directory.GetFiles(Repository.PathTo("tests"), "*.wfn", SearchOption.AllDirectories)
            .Where(path => new FileInfo(path).Length < 1 << 16 && !path.Contains("/bin/", StringComparison.Ordinal) && !path.Contains("/obj/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal).Select(File.ReadAllBytes),
            System.Text.Encoding.UTF8.GetBytes(WfnWriter.Write(SampleNetworks.EveryNode()))];
    }

    /// <summary>The next case's.</summary>
    public FuzzInput Make(Random random)
    {
        var kind = random.Next(20) switch { < 16 => FuzzKind.Onnx, < 18 => FuzzKind.TfLite, _ => FuzzKind.Artifact };
        var bytes = kind switch
        {
            FuzzKind.Onnx => Onnx(random),
            FuzzKind.TfLite => Damaged(random, Pick(random, tfLite)),
            _ => Damaged(random, Pick(random, artifacts)),
        };
        return new FuzzInput(
            kind, bytes, random.Next(4) == 0 ? Pick(random, Namespaces) : Namespaces[1], random.Next(4) == 0 ? Pick(random, Classes) : Classes[0]);
    }

    // Mostly well-formed models that say other things; they come furthest.
    private byte[] Onnx(Random random)
    {
        var model = Pick(random, models).Clone();
        for (var change = random.Next(0, 4); change > 0; change--)
        {
            ModelMutation.Change(random, model);
        }

        for (var name = random.Next(0, 3); name > 0; name--)
        {
            Rename(random, model.Graph);
        }

        var bytes = model.ToByteArray();
        return random.Next(10) == 0 ? Damaged(random, bytes) : bytes;
    }

    // One value, wherever it is named.
    private static void Rename(Random random, GraphProto graph)
    {
        var all = graph.Input.Select(input => input.Name).Concat(graph.Node.SelectMany(node => node.Output)).Where(name => name.Length > 0).Distinct().ToList();
        if (all.Count == 0)
        {
            return;
        }

        var (from, to) = (Pick(random, all), Pick(random, Names));
        foreach (var value in graph.Input.Concat(graph.Output).Where(value => value.Name == from))
        {
            value.Name = to;
        }

        foreach (var tensor in graph.Initializer.Where(tensor => tensor.Name == from))
        {
            tensor.Name = to;
        }

        foreach (var node in graph.Node)
        {
            Rename(node.Input, from, to);
            Rename(node.Output, from, to);
            node.Name = random.Next(8) == 0 ? Pick(random, Names) : node.Name;
        }
    }

    private static void Rename(Google.Protobuf.Collections.RepeatedField<string> names, string from, string to)
    {
        for (var i = 0; i < names.Count; i++)
        {
            names[i] = names[i] == from ? to : names[i];
        }
    }

    private static byte[] Damaged(Random random, byte[] original)
    {
        var bytes = new List<byte>(original);
        for (var change = random.Next(0, 5); change > 0 && bytes.Count > 0; change--)
        {
            var position = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0:
                    bytes.RemoveRange(position, random.Next(1, Math.Min(8, bytes.Count - position) + 1));
                    break;
                case 1:
                    bytes.InsertRange(position, bytes.GetRange(position, Math.Min(random.Next(1, 30), bytes.Count - position)));
                    break;
                case 2:
                    bytes[position] = (byte)(bytes[position] ^ (1 << random.Next(8)));
                    break;
                case 3:
                    bytes[position] = (byte)(bytes[position] + 1);
                    break;
                default:
                    bytes[position] = (byte)random.Next(256);
                    break;
            }
        }

        return [.. bytes];
    }

    private static ModelProto Recorded(string name) =>
        ModelProto.Parser.ParseFrom(File.ReadAllBytes(Repository.PathTo($"tests/RecordedModels/{name}/model.onnx")));

    private static IEnumerable<TfLiteFile> TfLiteModels()
    {
        var convolution = new TfLiteFile();
        var x = convolution.Input(1, 6, 6, 2);
        x = convolution.Node("CONV_2D", [x, convolution.Weights(3, 3, 3, 2), convolution.Weights(3)], [1, 4, 4, 3], (0, (byte)1), (1, 1), (2, 1), (3, (byte)1));
        yield return convolution.Output(convolution.Node("SOFTMAX", [x], [1, 4, 4, 3], (0, 1f)));
        var sum = new TfLiteFile();
        x = sum.Input(1, 3);
        x = sum.Node("FULLY_CONNECTED", [x, sum.Weights(4, 3), sum.Weights(4)], [1, 4], (0, (byte)0));
        yield return sum.Output(sum.Node("ADD", [x, sum.Weights(4)], [1, 4], (0, (byte)1)));
        var choice = new TfLiteFile();
        x = choice.Input(1, 3);
        var (then, otherwise) = (new TfLiteFile(), new TfLiteFile());
        then.Output(then.Node("FULLY_CONNECTED", [then.Input(1, 3), then.Weights(3, 3), -1], [1, 3], (0, (byte)1)));
        otherwise.Output(otherwise.Node("NEG", [otherwise.Input(1, 3)], [1, 3]));
        var truth = choice.Node("GREATER", [choice.Node("SUM", [x, choice.Ints(1)], [1], (0, false)), choice.Floats([], 0)], [1]);
        yield return choice.Output(choice.Node("IF", [truth, x], [1, 3], (0, choice.Branch(then)), (1, choice.Branch(otherwise))));
    }

    private static T Pick<T>(Random random, IReadOnlyList<T> items) => items[random.Next(items.Count)];
}
