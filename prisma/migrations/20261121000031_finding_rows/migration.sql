-- Lists read the short columns of many findings, and evidence, commands and fixes of the few on a page: those lie apart.
ALTER TABLE "finding" SET (toast_tuple_target = 512);
