"""Pictures: upright, scaled, without the place where they were taken; and what is no picture is refused."""

import io
from pathlib import Path

import pytest
from PIL import Image

from eventreg.core import clock, files
from eventreg.core.db import unit_of_work

GPS, MAKE, ORIENTATION = 0x8825, 0x010F, 0x0112


def picture(size=(2000, 1000), *, kind="JPEG", mode="RGB", colour="red", **options):
    stream = io.BytesIO()
    Image.new(mode, size, colour).save(stream, kind, **options)
    stream.seek(0)
    return stream


@pytest.fixture
def save(app):
    """Keeps a picture and gives its variants, opened."""

    def keep(stream):
        with app.app_context(), unit_of_work():
            stored = files.save_image(files.read_image(stream), owner_id=None, now=clock.now())
            paths = {variant: files.path_of(stored, variant) for variant in files.VARIANTS}
            found = files.find_file(stored.key)
            assert found is stored
        return {variant: Image.open(path) for variant, path in paths.items()}

    return keep


@pytest.mark.sqlite_only
def test_scaled_for_pages_and_previews(save):
    kept = save(picture())

    assert {variant: (image.format, image.size) for variant, image in kept.items()} == {
        "large": ("WEBP", (1600, 800)),
        "small": ("WEBP", (480, 240)),
        "preview": ("JPEG", (1200, 600)),
    }


@pytest.mark.sqlite_only
def test_a_small_picture_is_not_blown_up(save):
    assert save(picture((50, 40)))["large"].size == (50, 40)


@pytest.mark.sqlite_only
def test_turned_upright_and_silent_about_the_place(save):
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKE] = 6, "Kamera"
    exif.get_ifd(GPS).update({1: "S", 2: (6.0, 53.0, 21.0)})

    for image in save(picture((400, 200), exif=exif)).values():
        assert image.height > image.width
        assert dict(image.getexif()) == {}
        assert b"Kamera" not in Path(image.filename).read_bytes()


@pytest.mark.sqlite_only
@pytest.mark.parametrize(("kind", "mode", "colour"), [("PNG", "RGBA", (0, 0, 0, 0)), ("WEBP", "RGBA", (0, 0, 0, 0))])
def test_what_was_transparent_is_white(save, kind, mode, colour):
    kept = save(picture((40, 40), kind=kind, mode=mode, colour=colour))

    assert kept["preview"].getpixel((20, 20)) == (255, 255, 255)


@pytest.mark.sqlite_only
@pytest.mark.parametrize(("kind", "mode"), [("PNG", "P"), ("PNG", "L"), ("JPEG", "CMYK"), ("PNG", "1")])
def test_every_way_of_keeping_colours_is_read(save, kind, mode):
    assert save(picture((40, 40), kind=kind, mode=mode, colour=0))["large"].mode == "RGB"


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    "content",
    [b"", b"halo", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n"],
)
def test_what_is_no_picture(save, content):
    with pytest.raises(files.NotAnImage):
        save(io.BytesIO(content))


@pytest.mark.sqlite_only
@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF"])
def test_other_kinds_of_pictures_are_refused(save, kind):
    with pytest.raises(files.NotAnImage):
        save(picture((40, 40), kind=kind))


@pytest.mark.sqlite_only
def test_half_a_picture_is_none(save):
    whole = picture().getvalue()

    with pytest.raises(files.NotAnImage):
        save(io.BytesIO(whole[: len(whole) // 2]))


@pytest.mark.sqlite_only
def test_too_many_bytes_or_pixels(save):
    with pytest.raises(files.FileTooLarge):
        save(io.BytesIO(b"\xff" * (files.LARGEST_BYTES + 1)))
    for side in (7_100, 15_000):  # small files that would unfold to 50 and to 225 megapixels
        with pytest.raises(files.FileTooLarge):
            save(picture((side, side), kind="PNG", mode="1", colour=0))


@pytest.mark.sqlite_only
def test_what_a_camera_wrote_beside_the_picture_is_left_out(save):
    for image in save(picture(comment=b"Rumah kami, Jl. Jetayu")).values():
        assert b"Jetayu" not in Path(image.filename).read_bytes()


@pytest.mark.sqlite_only
def test_a_large_picture_keeps_its_measure(app):
    exif = Image.Exif()
    exif[ORIENTATION] = 6

    read = files.read_image(picture((4000, 2000), exif=exif))

    assert (read.width, read.height) == (2000, 4000)
